#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>

#include "daemon/commands/commands.hpp"
#include "users/base/day.hpp"
#include "users/base/fold.hpp"

namespace roster {

namespace {

/// Conditions that the store's own filter does not support.
struct Wanted {
  std::string search;  // folded; empty: anything
  std::string status;  // empty: any
};

/// All text that a search covers, folded: names in both orders, e-mail addresses, every id.
std::string searched_text(const User& user) {
  std::string text = user.primary_id + "\n" + user.first_name + " " + user.last_name + "\n" +
                     user.last_name + ", " + user.first_name + "\n" + user.middle_name + "\n" +
                     user.pref_first_name + " " + user.pref_last_name + "\n";
  for (const Email& email : user.emails) text += email.email_address + "\n";
  for (const Identifier& identifier : user.user_identifiers) text += identifier.value + "\n";
  return fold_primary_id(text);
}

bool fits(const User& user, const Wanted& wanted) {
  if (!wanted.status.empty() && user.status.value != wanted.status) return false;
  return wanted.search.empty() || searched_text(user).find(wanted.search) != std::string::npos;
}

/// Rejects a word that no user has, and lists the existing ones.
void check_word(Transaction& transaction, const Arguments& arguments, std::string_view name,
                const std::string& (*of)(const User&)) {
  const std::optional<std::string> word = arguments.optional_text(name);
  if (!word) return;
  std::set<std::string> words;
  transaction.scan({}, [&](const StoredUser& stored) {
    if (!of(stored.user).empty()) words.insert(of(stored.user));
    return words.count(*word) == 0;
  });
  if (words.empty() || words.count(*word) > 0) return;
  std::string there;
  for (const std::string& each : words) there += (there.empty() ? "" : ", ") + each;
  throw CommandError(Exit::usage, fmt::format("--{0}: no user has the {0} '{1}'; there are: {2}",
                                              name, *word, there));
}

/// Of these two, nobody may be at the moment.
constexpr std::string_view kStatuses[] = {"ACTIVE", "INACTIVE"};

bool is_known_status(std::string_view status) {
  return std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses);
}

bool is_configured(const Session& session, const std::string& profile) {
  const auto& profiles = session.config().profiles;
  return std::any_of(profiles.begin(), profiles.end(),
                     [&](const sis::Profile& each) { return each.code == profile; });
}

void check_words(const Session& session, Transaction& transaction, const Arguments& arguments,
                 const UserFilter& filter) {
  UserFilter group, profile;
  group.user_group = filter.user_group;
  profile.external_id = filter.external_id;
  if (filter.user_group && transaction.count(group) == 0)
    check_word(transaction, arguments, "group",
               [](const User& user) -> const std::string& { return user.user_group.value; });
  if (filter.external_id && !is_configured(session, *filter.external_id) &&
      transaction.count(profile) == 0)
    check_word(transaction, arguments, "profile",
               [](const User& user) -> const std::string& { return user.external_id; });
  if (!is_known_status(arguments.optional_text("status").value_or("")))
    check_word(transaction, arguments, "status",
               [](const User& user) -> const std::string& { return user.status.value; });
}

UserFilter filter_of(const Arguments& arguments) {
  UserFilter filter;
  filter.user_group = arguments.optional_text("group");
  filter.external_id = arguments.optional_text("profile");
  if (const auto due = arguments.optional_text("due-by")) {
    filter.due_by = parse_day(*due);
    if (!filter.due_by)
      throw CommandError(Exit::usage,
                         fmt::format("--due-by: '{}' is not a date (YYYY-MM-DD)", *due));
  }
  return filter;
}

/// Identifies a damaged row by its number.
StoredUser as_shown(const StoredUser& stored) {
  StoredUser shown = stored;
  if (stored.damaged()) shown.user.primary_id = shown_id(stored);
  return shown;
}

/// Visits the users that the store finds and that match.
std::int64_t scan(Transaction& transaction, const UserFilter& filter, const Wanted& wanted,
                  const UserList::Visit& visit, std::optional<std::int64_t> limit) {
  if (wanted.search.empty() && wanted.status.empty()) {
    UserFilter limited = filter;
    limited.limit = limit;
    transaction.scan(limited, [&](const StoredUser& stored) {
      visit(as_shown(stored));
      return true;
    });
    return transaction.count(filter);
  }
  std::int64_t found = 0;
  transaction.scan(filter, [&](const StoredUser& stored) {
    if (!fits(stored.user, wanted)) return true;
    if (!limit || found < *limit) visit(as_shown(stored));
    ++found;
    return true;
  });
  return found;
}

}  // namespace

std::optional<std::int64_t> limit_in(const Arguments& arguments) {
  const std::optional<std::int64_t> limit = arguments.number("limit");
  if (limit && *limit < 0) throw CommandError(Exit::usage, "--limit must not be negative");
  return limit;
}

Document run_users(Session& session, const Arguments& arguments) {
  constexpr std::string_view kFilters[] = {"search", "group", "status", "profile",
                                           "due-by", "limit", "kept"};
  if (arguments.flag("statistics")) {
    arguments.refuse_beside("--statistics", kFilters);
    return run_statistics(session, arguments);
  }
  if (arguments.flag("kept")) {
    arguments.refuse_beside("--kept", std::span(kFilters).first(std::size(kFilters) - 1));
    return list_kept(session);
  }
  const UserFilter filter = filter_of(arguments);
  const Wanted wanted{fold_primary_id(arguments.optional_text("search").value_or("")),
                      arguments.optional_text("status").value_or("")};
  const std::shared_ptr<Transaction> transaction = session.view().begin(Access::read);
  check_words(session, *transaction, arguments, filter);
  return UserList{limit_in(arguments),
                  [=](const UserList::Visit& visit, std::optional<std::int64_t> limit) {
                    return scan(*transaction, filter, wanted, visit, limit);
                  }};
}

}  // namespace roster
