#include "daemon/http/users_api/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <queue>
#include <tuple>

#include "daemon/http/users_api/query.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kMostItems = 100;  // of one answer

/// What users are ordered by, and who it is.
using Ranked = std::tuple<std::string, std::string, std::string, UserId>;

Ranked ranked(const StoredUser& stored, std::string_view order) {
  const std::string last = fold_primary_id(stored.user.last_name);
  const std::string first = fold_primary_id(stored.user.first_name);
  const std::string id = fold_primary_id(stored.user.primary_id);
  if (order == "primary_id") return {id, {}, {}, stored.id};
  if (order == "first_name") return {first, last, id, stored.id};
  return {last, first, id, stored.id};
}

std::string order_of(const Call& call) {
  const std::string order = call.request.parameter("order_by").value_or("last_name");
  if (order != "last_name" && order != "first_name" && order != "primary_id")
    throw ApiError(400, "401666", fmt::format("The parameter order_by is not valid: {}.", order));
  return order;
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

}  // namespace

std::string list_users(Transaction& transaction, const Call& call) {
  const UserQuery query(call.request.parameter("q").value_or(""));
  const std::string order = order_of(call);
  const auto limit = static_cast<std::size_t>(number_parameter(call, "limit", 0, kMostItems, 10));
  constexpr std::int64_t kMostOffset = 10'000'000;
  const auto offset = static_cast<std::size_t>(number_parameter(call, "offset", 0, kMostOffset, 0));
  First first(offset + limit);
  std::int64_t total = 0;
  transaction.scan({}, [&](const StoredUser& stored) {
    if (!query.fits(stored.user)) return true;
    ++total;
    first.show(ranked(stored, order));
    return true;
  });
  std::vector<User> users;
  for (StoredUser& stored : transaction.get(first.from(offset)))
    users.push_back(std::move(stored.user));
  return list_answer(call, users, total);
}

std::string get_user(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  const std::vector<std::string> expand = call.request.parameters("expand");
  for (const std::string& word : expand)
    if (word != "none" && word != "full" && word != "loans" && word != "requests" && word != "fees")
      throw ApiError(400, "401666", fmt::format("The parameter expand is not valid: {}.", word));
  const bool counts = std::any_of(expand.begin(), expand.end(), [](const std::string& word) {
    return word == "loans" || word == "requests" || word == "fees";
  });
  if (!counts) return user_answer(call, stored.user, nullptr);
  const UserId ids[] = {stored.id};
  const Owed all = owed(transaction.obligations_of(ids).front());
  return user_answer(call, stored.user, &all);
}

}  // namespace roster::http
