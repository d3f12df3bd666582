#include "users/store/sqlite/users.hpp"

#include <algorithm>
#include <cassert>

#include "users/model/document.hpp"
#include "users/store/sqlite/columns.hpp"
#include "users/store/sqlite/documents.hpp"

namespace roster {
namespace {

using sqlite::flag;
using sqlite::since_epoch;

/// Do the columns of table users say the same of both?
bool same_columns(const User& left, const User& right) {
  return left.primary_id == right.primary_id && left.record_type.value == right.record_type.value &&
         left.user_group.value == right.user_group.value && left.external_id == right.external_id &&
         left.purge_date == right.purge_date && left.expiry_date == right.expiry_date &&
         is_external(left) == is_external(right);
}

// Every filter is one statement: a parameter that is NULL does not restrict.
#define ROSTER_FILTER                                                           \
  " WHERE (?1 IS NULL OR user_group = ?1) AND (?2 IS NULL OR record_type = ?2)" \
  " AND (?3 IS NULL OR external_id = ?3) AND (?4 IS NULL OR purge_date <= ?4)"

}  // namespace

// Reading -----------------------------------------------------------------------------------------

std::vector<StoredUser> SqliteUsers::get(std::span<const UserId> ids) {
  std::vector<StoredUser> users;
  users.reserve(ids.size());
  for (const UserId id : ids) users.push_back(sqlite::read_document(database_, id));
  return users;
}

std::vector<StoredUser> SqliteUsers::get_existing(std::span<const UserId> ids) {
  std::vector<StoredUser> users;
  for (const UserId id : ids) {
    if (auto user = sqlite::find_document(database_, id)) users.push_back(std::move(*user));
  }
  return users;
}

UserId SqliteUsers::last_user_id() { return change_.last_id(); }

void SqliteUsers::scan(const UserFilter& filter,
                       const std::function<bool(const StoredUser&)>& visit) {
  ids_.end_first_load();
  auto query = database_.query(
      "SELECT id, revision, document FROM users CROSS JOIN documents ON user = id" ROSTER_FILTER
      " ORDER BY primary_key LIMIT ?5",
      filter.user_group, filter.record_type, filter.external_id, since_epoch(filter.due_by),
      filter.limit.value_or(-1));
  while (query.step()) {
    const UserId id = query.integer(0);
    if (!visit({id, query.integer(1), sqlite::decode(database_, id, query.blob(2))})) return;
  }
}

std::vector<Account> SqliteUsers::accounts(const UserFilter& filter) {
  std::vector<Account> accounts;
  // Reading the narrow table through and ordering what fits beats following an index.
  auto query =
      database_.query("SELECT id, expiry_date, external FROM users NOT INDEXED" ROSTER_FILTER
                      " ORDER BY primary_key LIMIT ?5",
                      filter.user_group, filter.record_type, filter.external_id,
                      since_epoch(filter.due_by), filter.limit.value_or(-1));
  while (query.step()) {
    Account account{query.integer(0), {}, query.integer(2) != 0};
    if (!query.is_null(1)) account.expiry_date = sqlite::day_of(query.integer(1));
    accounts.push_back(account);
  }
  return accounts;
}

std::int64_t SqliteUsers::count(const UserFilter& filter) {
  auto query = database_.query("SELECT count(*) FROM users" ROSTER_FILTER, filter.user_group,
                               filter.record_type, filter.external_id, since_epoch(filter.due_by));
  query.step();
  return query.integer(0);
}

// Writing -----------------------------------------------------------------------------------------

void SqliteUsers::put(std::span<Write> writes) {
  assert(change_.revision() != 0);
  if (may_first_load_ && !sqlite::has_users(database_)) ids_.begin_first_load();
  may_first_load_ = false;
  const auto is_update = [](const Write& write) { return write.id != 0; };
  if (ids_.in_first_load() && std::any_of(writes.begin(), writes.end(), is_update)) {
    ids_.end_first_load();
  }
  // What one user gives up another may take, in any order.
  for (const Write& write : writes) {
    if (is_update(write)) ids_.drop_identifiers(write);
  }
  for (Write& write : writes) {
    is_update(write) ? update(write) : create(write);
    ids_.add_identifiers(write);
    digests_.set(write.id, write.digest);
  }
}

void SqliteUsers::create(Write& write) {
  write.id = change_.next_id();
  const User& user = *write.user;
  const std::string key = fold_primary_id(user.primary_id);
  ids_.note_primary_key(key, write.id);
  database_.run("INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", write.id, key,
                user.record_type.value, user.user_group.value, user.external_id,
                since_epoch(user.purge_date), since_epoch(user.expiry_date),
                flag(is_external(user)));
  buffer_.clear();
  encode_user(user, buffer_);
  database_.run("INSERT INTO documents VALUES (?1, ?2, ?3)", write.id, change_.revision(),
                sqlite::Blob{buffer_});
}

void SqliteUsers::update(const Write& write) {
  assert(write.before && write.before->id == write.id);
  const User& user = *write.user;
  if (!same_columns(user, write.before->user)) {
    const std::string key = fold_primary_id(user.primary_id);
    database_.run(
        "UPDATE users SET primary_key = ?2, record_type = ?3, user_group = ?4, external_id = ?5,"
        " purge_date = ?6, expiry_date = ?7, external = ?8 WHERE id = ?1",
        write.id, key, user.record_type.value, user.user_group.value, user.external_id,
        since_epoch(user.purge_date), since_epoch(user.expiry_date), flag(is_external(user)));
  }
  history_.record(write);
  ids_.keep_former_ids(write);
  buffer_.clear();
  encode_user(user, buffer_);
  database_.run("UPDATE documents SET revision = ?2, document = ?3 WHERE user = ?1", write.id,
                change_.revision(), sqlite::Blob{buffer_});
  if (database_.changes() != 1) sqlite::no_user(database_, write.id);
}

void SqliteUsers::remove(std::span<const UserId> ids) {
  ids_.end_first_load();
  for (const UserId id : ids) {
    database_.run("DELETE FROM users WHERE id = ?1", id);  // the rest follows by its references
    digests_.set(id, Digest{});
  }
}

}  // namespace roster
