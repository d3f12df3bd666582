#include <algorithm>
#include <cassert>

#include "users/model/document.hpp"
#include "users/store/sqlite/store.hpp"

namespace roster {
namespace {

std::optional<std::int64_t> days(const std::optional<Day>& day) {
  if (!day) return std::nullopt;
  return day->time_since_epoch().count();
}

std::int64_t flag(bool set) { return set ? 1 : 0; }

const std::vector<Identifier>& identifiers(const User& user) { return user.user_identifiers; }

bool holds_identifier(const User& user, std::string_view type, std::string_view value) {
  const auto same = [&](const Identifier& identifier) {
    return identifier.value == value && identifier.id_type.value == type;
  };
  return std::any_of(identifiers(user).begin(), identifiers(user).end(), same);
}

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

std::vector<Owners> SqliteTransaction::owners(std::span<const std::string_view> values) {
  std::vector<Owners> found;
  found.reserve(values.size());
  if (first_load_) first_load_->prefetch(values);
  for (const std::string_view value : values) {
    found.push_back(first_load_ ? owners_in_first_load(value) : owners_in_indexes(value));
  }
  return found;
}

Owners SqliteTransaction::owners_in_indexes(std::string_view value) {
  Owners owners;
  const std::string key = fold_primary_id(value);
  auto by_key = database_.query("SELECT id FROM users WHERE primary_key = ?1", key);
  if (by_key.step()) owners.by_primary_id = by_key.integer(0);
  auto by_value = database_.query("SELECT user, type FROM identifiers WHERE value = ?1", value);
  if (by_value.step()) {
    owners.by_identifier = by_value.integer(0);
    owners.identifier_type = by_value.text(1);
  }
  return owners;
}

User SqliteTransaction::decode(UserId id, std::string_view document) const {
  try {
    return decode_user(document);
  } catch (const BadDocument& error) {
    throw StoreError(database_.name() + ": user " + std::to_string(id) + ": " + error.what());
  }
}

void SqliteTransaction::no_user(UserId id) const {
  throw StoreError(database_.name() + ": there is no user " + std::to_string(id));
}

std::optional<StoredUser> SqliteTransaction::find(UserId id) {
  auto query = database_.query("SELECT revision, document FROM documents WHERE user = ?1", id);
  if (!query.step()) return std::nullopt;
  return StoredUser{id, query.integer(0), decode(id, query.blob(1))};
}

StoredUser SqliteTransaction::read_user(UserId id) {
  std::optional<StoredUser> user = find(id);
  if (!user) no_user(id);
  return std::move(*user);
}

std::vector<StoredUser> SqliteTransaction::get(std::span<const UserId> ids) {
  std::vector<StoredUser> users;
  users.reserve(ids.size());
  for (const UserId id : ids) users.push_back(read_user(id));
  return users;
}

std::vector<StoredUser> SqliteTransaction::get_existing(std::span<const UserId> ids) {
  std::vector<StoredUser> users;
  for (const UserId id : ids) {
    if (auto user = find(id)) users.push_back(std::move(*user));
  }
  return users;
}

UserId SqliteTransaction::last_user_id() {
  if (!last_id_) {
    auto query = database_.query("SELECT last FROM counters WHERE name = 'user'");
    last_id_ = query.step() ? query.integer(0) : 0;
  }
  return *last_id_;
}

void SqliteTransaction::scan(const UserFilter& filter,
                             const std::function<bool(const StoredUser&)>& visit) {
  end_first_load();
  auto query = database_.query(
      "SELECT id, revision, document FROM users CROSS JOIN documents ON user = id" ROSTER_FILTER
      " ORDER BY primary_key LIMIT ?5",
      filter.user_group, filter.record_type, filter.external_id, days(filter.due_by),
      filter.limit.value_or(-1));
  while (query.step()) {
    const UserId id = query.integer(0);
    if (!visit({id, query.integer(1), decode(id, query.blob(2))})) return;
  }
}

std::vector<Account> SqliteTransaction::accounts(const UserFilter& filter) {
  std::vector<Account> accounts;
  // Reading the narrow table through and ordering what fits beats following an index.
  auto query =
      database_.query("SELECT id, expiry_date, external FROM users NOT INDEXED" ROSTER_FILTER
                      " ORDER BY primary_key LIMIT ?5",
                      filter.user_group, filter.record_type, filter.external_id,
                      days(filter.due_by), filter.limit.value_or(-1));
  while (query.step()) {
    Account account{query.integer(0), {}, query.integer(2) != 0};
    if (!query.is_null(1)) account.expiry_date = Day(std::chrono::days(query.integer(1)));
    accounts.push_back(account);
  }
  return accounts;
}

std::int64_t SqliteTransaction::count(const UserFilter& filter) {
  auto query = database_.query("SELECT count(*) FROM users" ROSTER_FILTER, filter.user_group,
                               filter.record_type, filter.external_id, days(filter.due_by));
  query.step();
  return query.integer(0);
}

// Writing -----------------------------------------------------------------------------------------

void SqliteTransaction::put(std::span<Write> writes) {
  assert(revision_ != 0);
  if (may_first_load_ && !has_users()) begin_first_load();
  may_first_load_ = false;
  const auto is_update = [](const Write& write) { return write.id != 0; };
  if (first_load_ && std::any_of(writes.begin(), writes.end(), is_update)) end_first_load();
  // What one user gives up another may take, in any order.
  for (const Write& write : writes) {
    if (is_update(write)) drop_identifiers(write);
  }
  for (Write& write : writes) {
    is_update(write) ? update(write) : create(write);
    add_identifiers(write);
    digests_.set(write.id, write.digest);
  }
}

void SqliteTransaction::create(Write& write) {
  write.id = last_user_id() + 1;
  last_id_ = write.id;
  const User& user = *write.user;
  const std::string key = fold_primary_id(user.primary_id);
  if (first_load_) first_load_->add(ValueKind::primary_key, key, write.id);
  database_.run("INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", write.id, key,
                user.record_type.value, user.user_group.value, user.external_id,
                days(user.purge_date), days(user.expiry_date), flag(is_external(user)));
  buffer_.clear();
  encode_user(user, buffer_);
  database_.run("INSERT INTO documents VALUES (?1, ?2, ?3)", write.id, revision_,
                sqlite::Blob{buffer_});
  if (first_created_ == 0) first_created_ = write.id;
}

void SqliteTransaction::update(const Write& write) {
  assert(write.before && write.before->id == write.id);
  const User& user = *write.user;
  if (!same_columns(user, write.before->user)) {
    const std::string key = fold_primary_id(user.primary_id);
    database_.run(
        "UPDATE users SET primary_key = ?2, record_type = ?3, user_group = ?4, external_id = ?5,"
        " purge_date = ?6, expiry_date = ?7, external = ?8 WHERE id = ?1",
        write.id, key, user.record_type.value, user.user_group.value, user.external_id,
        days(user.purge_date), days(user.expiry_date), flag(is_external(user)));
  }
  record(write);
  buffer_.clear();
  encode_user(user, buffer_);
  database_.run("UPDATE documents SET revision = ?2, document = ?3 WHERE user = ?1", write.id,
                revision_, sqlite::Blob{buffer_});
  if (database_.changes() != 1) no_user(write.id);
}

void SqliteTransaction::drop_identifiers(const Write& write) {
  for (const Identifier& identifier : identifiers(write.before->user)) {
    const std::string& type = identifier.id_type.value;
    if (holds_identifier(*write.user, type, identifier.value)) continue;
    database_.run("DELETE FROM identifiers WHERE user = ?1 AND type = ?2 AND value = ?3", write.id,
                  type, identifier.value);
  }
}

void SqliteTransaction::add_identifiers(const Write& write) {
  for (const Identifier& identifier : identifiers(*write.user)) {
    const std::string& type = identifier.id_type.value;
    if (write.before && holds_identifier(write.before->user, type, identifier.value)) continue;
    if (first_load_) first_load_->add(ValueKind::identifier, identifier.value, write.id);
    database_.run("INSERT INTO identifiers VALUES (?1, ?2, ?3)", write.id, type, identifier.value);
  }
}

void SqliteTransaction::remove(std::span<const UserId> ids) {
  end_first_load();
  for (const UserId id : ids) {
    database_.run("DELETE FROM users WHERE id = ?1", id);  // the rest follows by its references
    digests_.set(id, Digest{});
  }
}

void SqliteTransaction::digests(const std::function<void(UserId, const Digest&)>& visit) {
  digests_.each(visit);
}

void SqliteTransaction::set_digests(std::span<const std::pair<UserId, Digest>> digests) {
  for (const auto& [id, digest] : digests) digests_.set(id, digest);
}

}  // namespace roster
