#include "users/store/sql/users.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "users/model/document.hpp"
#include "users/store/error.hpp"
#include "users/store/sql/base/columns.hpp"

namespace roster {
namespace {

using sql::flag;
using sql::since_epoch;

/// True when both have the same values in the columns of table users.
bool same_columns(const User& left, const User& right) {
  return left.primary_id == right.primary_id && left.record_type.value == right.record_type.value &&
         left.user_group.value == right.user_group.value && left.external_id == right.external_id &&
         left.purge_date == right.purge_date && left.expiry_date == right.expiry_date &&
         is_external(left) == is_external(right);
}

// One statement serves all filters: a NULL parameter does not restrict.
#define ROSTER_FILTER                                                           \
  " WHERE (?1 IS NULL OR user_group = ?1) AND (?2 IS NULL OR record_type = ?2)" \
  " AND (?3 IS NULL OR external_id = ?3) AND (?4 IS NULL OR purge_date <= ?4)"

// No engine enforces foreign keys (docs/architecture.md): all that refers to a user is named here.
constexpr std::array<std::string_view, 9> kDeletes{
    "DELETE FROM users WHERE id = ?1",         "DELETE FROM documents WHERE user = ?1",
    "DELETE FROM identifiers WHERE user = ?1", "DELETE FROM former_ids WHERE user = ?1",
    "DELETE FROM names WHERE user = ?1",       "DELETE FROM absences WHERE user = ?1",
    "DELETE FROM locks WHERE user = ?1",       "DELETE FROM keeps WHERE user = ?1",
    "DELETE FROM suspects WHERE user = ?1"};

}  // namespace

// Reading -----------------------------------------------------------------------------------------

std::vector<StoredUser> SqlUsers::get(std::span<const UserId> ids) {
  std::vector<StoredUser> users;
  users.reserve(ids.size());
  documents_.find_each(ids, [&](std::size_t at, StoredUser&& user) {
    if (at != users.size()) documents_.no_user(ids[users.size()]);
    users.push_back(std::move(user));
  });
  if (users.size() != ids.size()) documents_.no_user(ids[users.size()]);
  return users;
}

std::vector<StoredUser> SqlUsers::get_existing(std::span<const UserId> ids) {
  std::vector<StoredUser> users;
  documents_.find_each(ids,
                       [&](std::size_t, StoredUser&& user) { users.push_back(std::move(user)); });
  return users;
}

UserId SqlUsers::last_user_id() { return change_.last_id(); }

void SqlUsers::scan(const UserFilter& filter, const std::function<bool(const StoredUser&)>& visit) {
  ids_.end_first_load();
  auto query = database_.stream("SELECT id, " ROSTER_USER_COLUMNS
                                " FROM users LEFT JOIN documents ON user = id" ROSTER_FILTER
                                " ORDER BY primary_key LIMIT ?5",
                                filter.user_group, filter.record_type, filter.external_id,
                                since_epoch(filter.due_by), sql::limit_of(filter.limit));
  while (query.step()) {
    if (!visit(documents_.decode(query.integer(0), query, 1))) return;
  }
}

std::vector<Account> SqlUsers::accounts(const UserFilter& filter) {
  std::vector<Account> accounts;
  // A scan of the narrow table with a sort is faster than following an index.
  auto query = database_.stream(
      "SELECT id, expiry_date, external, external_id FROM users NOT INDEXED" ROSTER_FILTER
      " ORDER BY primary_key LIMIT ?5",
      filter.user_group, filter.record_type, filter.external_id, since_epoch(filter.due_by),
      sql::limit_of(filter.limit));
  while (query.step()) {
    Account account{query.integer(0), {}, query.integer(2) != 0, std::string(query.text(3))};
    if (!query.is_null(1)) account.expiry_date = sql::day_of(query.integer(1));
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::int64_t SqlUsers::count(const UserFilter& filter) {
  const bool all =
      !filter.user_group && !filter.record_type && !filter.external_id && !filter.due_by;
  if (all) {  // without a condition SQLite counts by the smallest index
    auto query = database_.query("SELECT count(*) FROM users");
    query.step();
    return query.integer(0);
  }
  auto query = database_.query("SELECT count(*) FROM users" ROSTER_FILTER, filter.user_group,
                               filter.record_type, filter.external_id, since_epoch(filter.due_by));
  query.step();
  return query.integer(0);
}

std::vector<std::string> SqlUsers::user_groups() {
  std::vector<std::string> groups;
  auto query =
      database_.query("SELECT DISTINCT user_group FROM users WHERE user_group <> '' ORDER BY 1");
  while (query.step()) groups.emplace_back(query.text(0));
  return groups;
}

FieldCounts SqlUsers::field_counts(std::string_view profile) { return counts_.of(profile); }

std::vector<UserId> SqlUsers::external_users(std::string_view profile) {
  std::vector<UserId> ids;
  auto query = database_.stream(
      "SELECT id FROM users WHERE external_id = ?1 AND external = 1 ORDER BY id", profile);
  while (query.step()) ids.push_back(query.integer(0));
  return ids;
}

// Writing -----------------------------------------------------------------------------------------

void SqlUsers::put(std::span<Write> writes) {
  assert(change_.revision() != 0);
  if (may_first_load_ && !database_.has_rows("users")) ids_.begin_first_load();
  may_first_load_ = false;
  const auto is_update = [](const Write& write) { return write.id != 0; };
  if (ids_.in_first_load() && std::any_of(writes.begin(), writes.end(), is_update)) {
    ids_.end_first_load();
  }
  // A user may take ids that another one gives up, in any order.
  for (const Write& write : writes)
    if (is_update(write)) ids_.release(write);
  for (const Write& write : writes)  // reads what update() replaces
    if (is_update(write)) history_.record(write);
  for (const Write& write : writes)
    if (is_update(write)) update(write);
  for (Write& write : writes) {
    if (!is_update(write)) create(write);
    ids_.add_identifiers(write);
    digests_.set(write.id, write.digest);
    documents_.mended(write.id);
  }
  if (!ids_.in_first_load()) database_.settle();
}

/// Encodes into buffer_.
void SqlUsers::encode(const Write& write) {
  buffer_.clear();
  try {
    encode_user(*write.user, buffer_);
  } catch (const BadDocument& error) {
    throw StoreError(database_.name() + ": user " + std::to_string(write.id) +
                     " cannot be written: " + error.what());
  }
  counts_.add(write.user->external_id, fields_in(buffer_));
}

void SqlUsers::release_ids(std::span<const Write> updates) {
  ids_.end_first_load();
  for (const Write& write : updates) ids_.release(write);
}

void SqlUsers::create(Write& write) {
  write.id = change_.next_id();
  const User& user = *write.user;
  const std::string key = fold_primary_id(user.primary_id);
  ids_.note_primary_key(key, write.id);
  database_.append("INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", write.id, key,
                   user.record_type.value, user.user_group.value, user.external_id,
                   since_epoch(user.purge_date), since_epoch(user.expiry_date),
                   flag(is_external(user)));
  encode(write);
  database_.append("INSERT INTO documents VALUES (?1, ?2, ?3)", write.id, change_.revision(),
                   sql::Blob{buffer_});
  lists_.note_new(write.id, user);
}

void SqlUsers::update(const Write& write) {
  assert(write.before && write.before->id == write.id);
  if (write.before->damaged() && !write.digest) {
    throw StoreError(database_.name() + ": row " + std::to_string(write.id) +
                     " is damaged and cannot be edited");
  }
  const User& user = *write.user;
  if (!same_columns(user, write.before->user)) {
    const std::string key = fold_primary_id(user.primary_id);
    database_.amend(
        "UPDATE users SET primary_key = ?2, record_type = ?3, user_group = ?4, external_id = ?5,"
        " purge_date = ?6, expiry_date = ?7, external = ?8 WHERE id = ?1",
        write.id, key, user.record_type.value, user.user_group.value, user.external_id,
        since_epoch(user.purge_date), since_epoch(user.expiry_date), flag(is_external(user)));
  }
  counts_.subtract(write.before->user.external_id, present_fields(write.before->user));
  ids_.keep_former_ids(write);
  lists_.note_changed(write.id, user, write.before->damaged() ? nullptr : &write.before->user);
  encode(write);
  if (write.before->damaged())  // its document may be lost
    database_.amend(
        "INSERT INTO documents VALUES (?1, ?2, ?3)"
        " ON CONFLICT (user) DO UPDATE SET revision = excluded.revision, document = "
        "excluded.document",
        write.id, change_.revision(), sql::Blob{buffer_});
  else
    database_.amend_one("UPDATE documents SET revision = ?2, document = ?3 WHERE user = ?1",
                        write.id, change_.revision(), sql::Blob{buffer_});
}

void SqlUsers::withdraw(std::span<const StoredUser> users) {
  for (const StoredUser& user : users) history_.record({user.id, &user.user, &user, {}, {}});
  remove(users);
}

void SqlUsers::remove(std::span<const StoredUser> users) {
  ids_.end_first_load();
  const bool noted = exports_.are_departures_noted();
  std::vector<UserId> ids;
  for (const StoredUser& stored : users) {
    ids.push_back(stored.id);
    counts_.subtract(stored.user.external_id, counted_fields(stored));
    if (noted) exports_.note_departure(stored.user);
    digests_.set(stored.id, Digest{});
  }
  for (const std::string_view sql : kDeletes) database_.run_each(sql, ids);
}

/// The fields for which a user counts. Of a damaged row they stand in what is left of its document.
FieldSet SqlUsers::counted_fields(const StoredUser& stored) {
  if (!stored.damaged()) return present_fields(stored.user);
  auto query = database_.query("SELECT document FROM documents WHERE user = ?1", stored.id);
  return query.step() ? fields_in(query.blob(0)) : FieldSet{};
}

}  // namespace roster
