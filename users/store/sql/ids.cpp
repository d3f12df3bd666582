#include "users/store/sql/ids.hpp"

#include <algorithm>
#include <set>

#include "users/store/sql/base/documents.hpp"

namespace roster {
namespace {

const std::vector<Identifier>& identifiers(const User& user) { return user.user_identifiers; }

std::vector<std::string_view> ids_of(const User& user) {
  std::vector<std::string_view> ids{user.primary_id};
  for (const Identifier& identifier : identifiers(user)) ids.push_back(identifier.value);
  return ids;
}

std::set<std::string> folded(std::span<const std::string_view> ids) {
  std::set<std::string> keys;
  for (const std::string_view id : ids) keys.insert(fold_primary_id(id));
  return keys;
}

}  // namespace

std::vector<Owners> SqlIds::owners(std::span<const std::string_view> texts) {
  if (!first_load_) return owners_in_indexes(texts);
  std::vector<Keys> keys;
  keys.reserve(texts.size());
  for (const std::string_view text : texts) {
    const Keys& key = keys.emplace_back(keys_of(text));
    first_load_->prefetch(ValueKind::primary_key, key.primary);
    first_load_->prefetch(ValueKind::identifier, key.identifier);
  }
  std::vector<Owners> found;
  found.reserve(texts.size());
  Readings readings;
  for (const Keys& key : keys) found.push_back(owners_in_first_load(key, readings));
  return found;
}

SqlIds::Keys SqlIds::keys_of(std::string_view text) const {
  std::string primary = fold_primary_id(text);
  std::string identifier = case_ == IdentifierCase::sensitive ? std::string(text) : primary;
  return {std::move(primary), std::move(identifier)};
}

std::string SqlIds::key_of(const Identifier& identifier) const {
  return fold_identifier(identifier.value, case_);
}

std::vector<Owners> SqlIds::owners_in_indexes(std::span<const std::string_view> texts) {
  std::vector<Owners> owners(texts.size());
  std::vector<std::string> keys;
  keys.reserve(texts.size());
  for (const std::string_view text : texts) keys.push_back(fold_primary_id(text));
  database_.query_each(
      "SELECT id FROM users WHERE primary_key = ?1", keys,
      [&](std::size_t i, const sql::Query& row) { owners[i].by_primary_id = row.integer(0); });
  if (case_ == IdentifierCase::sensitive) keys.assign(texts.begin(), texts.end());
  database_.query_each("SELECT user, type FROM identifiers WHERE value = ?1", keys,
                       [&](std::size_t i, const sql::Query& row) {
                         owners[i].by_identifier = row.integer(0);
                         owners[i].identifier_type = row.text(1);
                       });
  return owners;
}

const SqlIds::Reading& SqlIds::reading_of(UserId id, Readings& readings) {
  const auto [known, is_new] = readings.try_emplace(id);
  if (is_new) {
    const StoredUser stored = documents_.read(id);
    known->second.primary = fold_primary_id(stored.user.primary_id);
    for (const Identifier& identifier : identifiers(stored.user))
      known->second.types.emplace(key_of(identifier), identifier.id_type.value);
  }
  return known->second;
}

Owners SqlIds::owners_in_first_load(const Keys& keys, Readings& readings) {
  Owners owners;
  owners.by_primary_id = first_load_->find(ValueKind::primary_key, keys.primary, [&](UserId id) {
    return reading_of(id, readings).primary == keys.primary;
  });
  owners.by_identifier = first_load_->find(ValueKind::identifier, keys.identifier, [&](UserId id) {
    const Reading& reading = reading_of(id, readings);
    const auto held = reading.types.find(keys.identifier);
    if (held == reading.types.end()) return false;
    owners.identifier_type = held->second;
    return true;
  });
  return owners;
}

// Former ids --------------------------------------------------------------------------------------

std::vector<std::vector<UserId>> SqlIds::former_owners(std::span<const std::string_view> texts) {
  std::vector<std::vector<UserId>> found(texts.size());
  std::vector<std::string> keys;
  keys.reserve(texts.size());
  for (const std::string_view text : texts) keys.push_back(fold_primary_id(text));
  database_.query_each(
      "SELECT user FROM former_ids WHERE key = ?1 ORDER BY user", keys,
      [&](std::size_t i, const sql::Query& row) { found[i].push_back(row.integer(0)); });
  return found;
}

std::vector<std::vector<std::string>> SqlIds::former_ids(std::span<const UserId> users) {
  std::vector<std::vector<std::string>> found(users.size());
  database_.query_each(
      "SELECT id FROM former_ids WHERE user = ?1 ORDER BY key", users,
      [&](std::size_t i, const sql::Query& row) { found[i].emplace_back(row.text(0)); });
  return found;
}

void SqlIds::keep_former_ids(const Write& write) {
  const std::vector<std::string_view> before = ids_of(write.before->user);
  const std::vector<std::string_view> after = ids_of(*write.user);
  if (before == after) return;
  const std::set<std::string> old_keys = folded(before), keys = folded(after);
  if (write.gone_ids == Write::GoneIds::kept) {
    for (const std::string_view id : before) {
      const std::string key = fold_primary_id(id);
      if (keys.contains(key)) continue;
      database_.amend(
          "INSERT INTO former_ids VALUES (?1, ?2, ?3)"
          " ON CONFLICT (user, key) DO NOTHING",
          write.id, key, id);
    }
  }
  for (const std::string& key : keys) {
    if (old_keys.contains(key)) continue;
    database_.amend("DELETE FROM former_ids WHERE user = ?1 AND key = ?2", write.id, key);
  }
}

// Writing -----------------------------------------------------------------------------------------

void SqlIds::begin_first_load() {
  connection_.before_first_load();
  drop_value_indexes(database_);
  first_load_.emplace();
  had_first_load_ = true;
}

void SqlIds::end_first_load() {
  if (!first_load_) return;
  first_load_.reset();
  create_value_indexes(database_);
}

void SqlIds::note_primary_key(std::string_view key, UserId id) {
  if (first_load_) first_load_->add(ValueKind::primary_key, key, id);
}

std::set<std::pair<std::string_view, std::string>> SqlIds::typed_keys(const User& user) const {
  std::set<std::pair<std::string_view, std::string>> keys;
  for (const Identifier& identifier : identifiers(user))
    keys.emplace(identifier.id_type.value, key_of(identifier));
  return keys;
}

void SqlIds::release(const Write& write) {
  park_primary_key(write);
  if (write.before->user.user_identifiers == write.user->user_identifiers) return;
  const auto kept = typed_keys(*write.user);
  for (const auto& [type, key] : typed_keys(write.before->user)) {
    if (kept.contains({type, key})) continue;
    database_.amend("DELETE FROM identifiers WHERE user = ?1 AND type = ?2 AND value = ?3",
                    write.id, type, key);
  }
}

/// Gives a changing primary id a temporary key that no id can have, until the update writes it.
void SqlIds::park_primary_key(const Write& write) {
  const std::string& before = write.before->user.primary_id;
  const std::string& after = write.user->primary_id;
  if (after == before || fold_primary_id(after) == fold_primary_id(before)) return;
  const std::string parked = kParked + std::to_string(write.id);
  database_.amend("UPDATE users SET primary_key = ?2 WHERE id = ?1", write.id, parked);
}

void SqlIds::add_identifiers(const Write& write) {
  if (write.before && write.before->user.user_identifiers == write.user->user_identifiers) return;
  const auto held = write.before ? typed_keys(write.before->user) : decltype(typed_keys({})){};
  for (const Identifier& identifier : identifiers(*write.user)) {
    const std::string& type = identifier.id_type.value;
    const std::string key = key_of(identifier);
    if (held.contains({type, key})) continue;
    if (first_load_) first_load_->add(ValueKind::identifier, key, write.id);
    database_.append("INSERT INTO identifiers VALUES (?1, ?2, ?3)", write.id, type, key);
  }
}

}  // namespace roster
