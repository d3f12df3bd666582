#include "users/store/sqlite/ids.hpp"

#include <algorithm>
#include <set>

#include "users/store/sqlite/documents.hpp"

namespace roster {
namespace {

const std::vector<Identifier>& identifiers(const User& user) { return user.user_identifiers; }

bool holds_identifier(const User& user, std::string_view type, std::string_view value) {
  const auto same = [&](const Identifier& identifier) {
    return identifier.value == value && identifier.id_type.value == type;
  };
  return std::any_of(identifiers(user).begin(), identifiers(user).end(), same);
}

std::vector<std::string_view> ids_of(const User& user) {
  std::vector<std::string_view> ids{user.primary_id};
  for (const Identifier& identifier : identifiers(user)) ids.push_back(identifier.value);
  return ids;
}

std::set<std::string> keys_of(std::span<const std::string_view> ids) {
  std::set<std::string> keys;
  for (const std::string_view id : ids) keys.insert(fold_primary_id(id));
  return keys;
}

}  // namespace

std::vector<Owners> SqliteIds::owners(std::span<const std::string_view> texts) {
  std::vector<Owners> found;
  found.reserve(texts.size());
  if (first_load_) first_load_->prefetch(texts);
  for (const std::string_view text : texts) {
    found.push_back(first_load_ ? owners_in_first_load(text) : owners_in_indexes(text));
  }
  return found;
}

Owners SqliteIds::owners_in_indexes(std::string_view text) {
  Owners owners;
  const std::string key = fold_primary_id(text);
  auto by_key = database_.query("SELECT id FROM users WHERE primary_key = ?1", key);
  if (by_key.step()) owners.by_primary_id = by_key.integer(0);
  auto by_value = database_.query("SELECT user, type FROM identifiers WHERE value = ?1", text);
  if (by_value.step()) {
    owners.by_identifier = by_value.integer(0);
    owners.identifier_type = by_value.text(1);
  }
  return owners;
}

Owners SqliteIds::owners_in_first_load(std::string_view text) {
  Owners owners;
  const std::string key = fold_primary_id(text);
  owners.by_primary_id = first_load_->find(ValueKind::primary_key, key, [&](UserId id) {
    return fold_primary_id(sqlite::read_document(database_, id).user.primary_id) == key;
  });
  owners.by_identifier = first_load_->find(ValueKind::identifier, text, [&](UserId id) {
    const StoredUser stored = sqlite::read_document(database_, id);
    for (const Identifier& identifier : identifiers(stored.user)) {
      if (identifier.value != text) continue;
      owners.identifier_type = identifier.id_type.value;
      return true;
    }
    return false;
  });
  return owners;
}

// Former ids --------------------------------------------------------------------------------------

std::vector<std::vector<UserId>> SqliteIds::former_owners(std::span<const std::string_view> texts) {
  std::vector<std::vector<UserId>> found(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string key = fold_primary_id(texts[i]);
    auto query = database_.query("SELECT user FROM former_ids WHERE key = ?1 ORDER BY user", key);
    while (query.step()) found[i].push_back(query.integer(0));
  }
  return found;
}

std::vector<std::vector<std::string>> SqliteIds::former_ids(std::span<const UserId> users) {
  std::vector<std::vector<std::string>> found(users.size());
  for (std::size_t i = 0; i < users.size(); ++i) {
    auto query =
        database_.query("SELECT id FROM former_ids WHERE user = ?1 ORDER BY key", users[i]);
    while (query.step()) found[i].emplace_back(query.text(0));
  }
  return found;
}

void SqliteIds::keep_former_ids(const Write& write) {
  const std::vector<std::string_view> before = ids_of(write.before->user);
  const std::vector<std::string_view> after = ids_of(*write.user);
  if (before == after) return;
  const std::set<std::string> old_keys = keys_of(before), keys = keys_of(after);
  for (const std::string_view id : before) {
    const std::string key = fold_primary_id(id);
    if (keys.contains(key)) continue;
    database_.run("INSERT INTO former_ids VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", write.id,
                  key, id);
  }
  for (const std::string& key : keys) {
    if (old_keys.contains(key)) continue;
    database_.run("DELETE FROM former_ids WHERE user = ?1 AND key = ?2", write.id, key);
  }
}

// Writing -----------------------------------------------------------------------------------------

void SqliteIds::begin_first_load() {
  drop_value_indexes(database_);
  first_load_.emplace();
}

void SqliteIds::end_first_load() {
  if (!first_load_) return;
  first_load_.reset();
  create_value_indexes(database_);
}

void SqliteIds::note_primary_key(std::string_view key, UserId id) {
  if (first_load_) first_load_->add(ValueKind::primary_key, key, id);
}

void SqliteIds::drop_identifiers(const Write& write) {
  for (const Identifier& identifier : identifiers(write.before->user)) {
    const std::string& type = identifier.id_type.value;
    if (holds_identifier(*write.user, type, identifier.value)) continue;
    database_.run("DELETE FROM identifiers WHERE user = ?1 AND type = ?2 AND value = ?3", write.id,
                  type, identifier.value);
  }
}

void SqliteIds::add_identifiers(const Write& write) {
  for (const Identifier& identifier : identifiers(*write.user)) {
    const std::string& type = identifier.id_type.value;
    if (write.before && holds_identifier(write.before->user, type, identifier.value)) continue;
    if (first_load_) first_load_->add(ValueKind::identifier, identifier.value, write.id);
    database_.run("INSERT INTO identifiers VALUES (?1, ?2, ?3)", write.id, type, identifier.value);
  }
}

}  // namespace roster
