// The list of users, and the search in it.
#include <fmt/format.h>

#include <algorithm>
#include <queue>
#include <tuple>

#include "daemon/http/users_api/query.hpp"
#include "daemon/http/users_api/reading.hpp"
#include "users/base/day.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kMostItems = 100;  // of one answer
constexpr std::int64_t kMostOffset = 10'000'000;

ListOrder order_of(const Call& call) {
  const std::string order = call.request.parameter("order_by").value_or("last_name");
  if (order == "last_name" || order.empty()) return ListOrder::last_name;
  if (order == "first_name") return ListOrder::first_name;
  if (order == "primary_id") return ListOrder::primary_id;
  throw ApiError(400, "401666", fmt::format("The parameter order_by is not valid: {}.", order));
}

/// What users are ordered by, and who it is.
using Ranked = std::tuple<std::string, std::string, std::string, UserId>;

Ranked ranked(const StoredUser& stored, ListOrder order) {
  const std::string last = fold_primary_id(stored.user.last_name);
  const std::string first = fold_primary_id(stored.user.first_name);
  const std::string id = fold_primary_id(stored.user.primary_id);
  if (order == ListOrder::primary_id) return {id, {}, {}, stored.id};
  if (order == ListOrder::first_name) return {first, last, id, stored.id};
  return {last, first, id, stored.id};
}

/// Keeps the first `most` of all that are shown to it, in bounded memory.
class First {
 public:
  explicit First(std::size_t most) : most_(most) {}

  void show(Ranked next) {
    if (heap_.size() == most_ && (most_ == 0 || !(next < heap_.top()))) return;
    heap_.push(std::move(next));
    if (heap_.size() > most_) heap_.pop();
  }
  std::vector<UserId> from(std::size_t offset) {
    std::vector<UserId> ids;
    for (; heap_.size() > offset; heap_.pop()) ids.push_back(std::get<UserId>(heap_.top()));
    std::reverse(ids.begin(), ids.end());
    return ids;
  }

 private:
  std::size_t most_;
  std::priority_queue<Ranked> heap_;
};

/// The users of a page, and how many there are on all pages.
struct Listed {
  std::vector<UserId> ids;
  std::int64_t total = 0;
};

/// Those of some users who fit, when they must be looked at one by one.
class Search {
 public:
  Search(const Call& call, ListOrder order, const Page& page)
      : query_(call.request.parameter("q").value_or("")),
        institution_(call.request.parameter("source_institution_code").value_or("")),
        source_id_(call.request.parameter("source_user_id").value_or("")),
        order_(order),
        offset_(static_cast<std::size_t>(page.offset)),
        first_(static_cast<std::size_t>(page.offset + page.limit)) {}

  bool wants_all() const { return query_.is_empty() && institution_.empty() && source_id_.empty(); }
  void look_at(Transaction& transaction, const StoredUser& stored) {
    if (!institution_.empty() && stored.user.source_institution_code != institution_) return;
    if (!source_id_.empty() && stored.user.source_link_id != source_id_) return;
    if (!query_.fits(stored.user, [&] { return balance(transaction, stored.id); })) return;
    ++total_;
    first_.show(ranked(stored, order_));
  }
  Listed found() { return {first_.from(offset_), total_}; }

 private:
  UserQuery query_;
  std::string institution_, source_id_;
  ListOrder order_;
  std::size_t offset_;
  First first_;
  std::int64_t total_ = 0;

  static std::string balance(Transaction& transaction, UserId id) {
    return format_amount(owed(transaction.obligations_of({&id, 1}).front()).balance);
  }
};

/// The last change before this day began.
std::int64_t revision_before(Transaction& transaction, const std::string& text) {
  const std::optional<Day> day = parse_day(text);
  if (!day)
    throw ApiError(400, "401666",
                   fmt::format("The parameter modify_date_from is not valid: {}.", text));
  return transaction.revision_at(Time(*day) - Seconds(1));
}

/// Calls `visit` for each user changed since, a few at a time.
template <class F>
void for_each_changed(Transaction& transaction, std::int64_t revision, F&& visit) {
  constexpr std::size_t kAtOnce = 100;
  std::vector<UserId> ids;
  transaction.changed_since(revision, [&](UserId id, std::int64_t) { ids.push_back(id); });
  for (std::size_t i = 0; i < ids.size(); i += kAtOnce) {
    const auto some = std::span(ids).subspan(i, std::min(kAtOnce, ids.size() - i));
    for (const StoredUser& stored : transaction.get_existing(some)) visit(stored);
  }
}

Listed find(Transaction& transaction, const Call& call, ListOrder order, const Page& page) {
  Search search(call, order, page);
  const auto look = [&](const StoredUser& stored) {
    search.look_at(transaction, stored);
    return true;
  };
  const std::string since = call.request.parameter("modify_date_from").value_or("");
  if (!since.empty()) {
    if (!call.request.parameter("q").value_or("").empty())
      throw ApiError(400, "401666", "The parameters q and modify_date_from exclude each other.");
    for_each_changed(transaction, revision_before(transaction, since), look);
    return search.found();
  }
  if (search.wants_all())
    if (auto ids = transaction.page(order, page)) return {std::move(*ids), transaction.count({})};
  transaction.scan({}, look);
  return search.found();
}

}  // namespace

std::string list_users(Transaction& transaction, const Call& call) {
  const ListOrder order = order_of(call);
  const Page page{number_parameter(call, "offset", 0, kMostOffset, 0),
                  number_parameter(call, "limit", 0, kMostItems, 10)};
  const Listed listed = find(transaction, call, order, page);
  std::vector<User> users;
  for (StoredUser& stored : transaction.get(listed.ids))
    if (!stored.damaged()) users.push_back(std::move(stored.user));
  return list_answer(call, users, listed.total);
}

}  // namespace roster::http
