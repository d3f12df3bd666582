#include "users/store/sql/base/documents.hpp"

#include "users/base/fold.hpp"
#include "users/model/document.hpp"
#include "users/store/error.hpp"
#include "users/store/sql/base/columns.hpp"

namespace roster {

namespace {

/// Do the columns from `at` say of the user what the document says?
bool agree(const User& user, const sql::Query& row, int at) {
  const auto is_day = [&](int column, const std::optional<Day>& day) {
    return row.is_null(column) ? !day : day && row.integer(column) == sql::since_epoch(*day);
  };
  const std::string_view key = row.text(at);
  const bool is_key = key.starts_with(kParked) || key == fold_primary_id(user.primary_id);
  return is_key && row.text(at + 1) == user.record_type.value &&
         row.text(at + 2) == user.user_group.value && row.text(at + 3) == user.external_id &&
         is_day(at + 4, user.purge_date) && is_day(at + 5, user.expiry_date) &&
         (row.integer(at + 6) != 0) == is_external(user);
}

}  // namespace

std::optional<StoredUser> SqlDocuments::find(UserId id) {
  auto query = database_.query("SELECT " ROSTER_USER_COLUMNS
                               " FROM users CROSS JOIN documents ON user = id WHERE id = ?1",
                               id);
  if (query.step()) return decode(id, query, 0);
  if (!database_.query("SELECT 1 FROM users WHERE id = ?1", id).step()) return std::nullopt;
  return decode(id, 0, {});  // its document is lost
}

void SqlDocuments::find_each(std::span<const UserId> ids, const OnUser& on_user) {
  std::size_t next = 0;
  const auto visit_lost_before = [&](std::size_t end) {
    for (; next < end; ++next)
      if (auto user = find(ids[next])) on_user(next, std::move(*user));
  };
  database_.query_each("SELECT " ROSTER_USER_COLUMNS
                       " FROM users CROSS JOIN documents ON user = id WHERE id = ?1",
                       ids, [&](std::size_t i, const sql::Query& row) {
                         visit_lost_before(i);
                         on_user(i, decode(ids[i], row, 0));
                         next = i + 1;
                       });
  visit_lost_before(ids.size());
}

StoredUser SqlDocuments::read(UserId id) {
  std::optional<StoredUser> user = find(id);
  if (!user) no_user(id);
  return std::move(*user);
}

StoredUser SqlDocuments::decode(UserId id, std::int64_t revision, std::string_view document) {
  try {
    return {id, revision, decode_user(document), RowState::whole};
  } catch (const BadDocument&) {
    found_.insert(id);
    return {id, revision, narrow(id), RowState::damaged};
  }
}

StoredUser SqlDocuments::decode(UserId id, const sql::Query& row, int at) {
  StoredUser stored = decode(id, row.integer(at), row.blob(at + 1));
  if (stored.damaged() || agree(stored.user, row, at + 2)) return stored;
  found_.insert(id);
  return {id, stored.revision, narrow(id), RowState::damaged};
}

/// Builds a user from the columns, without its document.
User SqlDocuments::narrow(UserId id) {
  User user;
  auto columns = database_.query(
      "SELECT primary_key, record_type, user_group, external_id, purge_date, expiry_date, external"
      " FROM users WHERE id = ?1",
      id);
  if (!columns.step()) return user;
  user.primary_id = columns.text(0);
  user.record_type.value = columns.text(1);
  user.user_group.value = columns.text(2);
  user.external_id = columns.text(3);
  if (!columns.is_null(4)) user.purge_date = sql::day_of(columns.integer(4));
  if (!columns.is_null(5)) user.expiry_date = sql::day_of(columns.integer(5));
  user.account_type.value = columns.integer(6) != 0 ? "EXTERNAL" : "INTERNAL";
  auto identifiers = database_.query("SELECT type, value FROM identifiers WHERE user = ?1", id);
  while (identifiers.step()) {
    Identifier identifier;
    identifier.id_type.value = identifiers.text(0);
    identifier.value = identifiers.text(1);
    user.user_identifiers.push_back(std::move(identifier));
  }
  return user;
}

void SqlDocuments::no_user(UserId id) const {
  throw StoreError(database_.name() + ": there is no user " + std::to_string(id));
}

std::set<UserId> SqlDocuments::damaged() {
  std::set<UserId> noted = found_;
  {
    auto query = database_.query("SELECT user FROM suspects");
    while (query.step()) noted.insert(query.integer(0));
  }
  const std::vector<UserId> ids(noted.begin(), noted.end());
  std::set<UserId> damaged;
  find_each(ids, [&](std::size_t, const StoredUser& stored) {
    if (stored.damaged()) damaged.insert(stored.id);
  });
  return damaged;
}

void SqlDocuments::write_down() {
  if (found_.empty() && !database_.has_rows("suspects")) return;
  const std::set<UserId> now = damaged();
  database_.run("DELETE FROM suspects");
  for (const UserId id : now) database_.run("INSERT INTO suspects VALUES (?1)", id);
  found_.clear();
}

}  // namespace roster
