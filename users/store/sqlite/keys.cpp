#include "users/store/sqlite/keys.hpp"

#include "users/store/sqlite/engine/columns.hpp"

namespace roster {
namespace {

#define ROSTER_KEY_COLUMNS "SELECT name, digest, may_write, expires, by, created FROM api_keys"

ApiKey key_of(const sqlite::Query& row) {
  ApiKey key;
  key.name = row.text(0);
  key.digest = row.blob(1);
  key.right = row.integer(2) != 0 ? ApiKey::Right::write : ApiKey::Right::read;
  if (!row.is_null(3)) key.expires = sqlite::day_of(row.integer(3));
  key.by = row.text(4);
  key.created = sqlite::time_of(row.integer(5));
  return key;
}

}  // namespace

std::vector<ApiKey> SqliteKeys::keys() {
  std::vector<ApiKey> keys;
  auto query = database_.query(ROSTER_KEY_COLUMNS " ORDER BY name");
  while (query.step()) keys.push_back(key_of(query));
  return keys;
}

std::optional<ApiKey> SqliteKeys::key_of_digest(std::string_view digest) {
  auto query = database_.query(ROSTER_KEY_COLUMNS " WHERE digest = ?1", sqlite::Blob{digest});
  if (!query.step()) return std::nullopt;
  return key_of(query);
}

void SqliteKeys::add_key(const ApiKey& key) {
  database_.run("INSERT INTO api_keys VALUES (?1, ?2, ?3, ?4, ?5, ?6)", key.name,
                sqlite::Blob{key.digest}, std::int64_t{key.right == ApiKey::Right::write ? 1 : 0},
                sqlite::since_epoch(key.expires), key.by, sqlite::since_epoch(key.created));
}

bool SqliteKeys::remove_key(std::string_view name) {
  database_.run("DELETE FROM api_keys WHERE name = ?1", name);
  return database_.changes() != 0;
}

}  // namespace roster
