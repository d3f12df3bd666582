#include "users/store/sql/keys.hpp"

#include "users/store/sql/base/columns.hpp"

namespace roster {
namespace {

#define ROSTER_KEY_COLUMNS "SELECT name, digest, may_write, expires, by, created FROM api_keys"

ApiKey key_of(const sql::Query& row) {
  ApiKey key;
  key.name = row.text(0);
  key.digest = row.blob(1);
  key.right = row.integer(2) != 0 ? ApiKey::Right::write : ApiKey::Right::read;
  if (!row.is_null(3)) key.expires = sql::day_of(row.integer(3));
  key.by = row.text(4);
  key.created = sql::time_of(row.integer(5));
  return key;
}

}  // namespace

std::vector<ApiKey> SqlKeys::keys() {
  std::vector<ApiKey> keys;
  auto query = database_.query(ROSTER_KEY_COLUMNS " ORDER BY name");
  while (query.step()) keys.push_back(key_of(query));
  return keys;
}

std::optional<ApiKey> SqlKeys::key_of_digest(std::string_view digest) {
  auto query = database_.query(ROSTER_KEY_COLUMNS " WHERE digest = ?1", sql::Blob{digest});
  if (!query.step()) return std::nullopt;
  return key_of(query);
}

void SqlKeys::add_key(const ApiKey& key) {
  database_.run("INSERT INTO api_keys VALUES (?1, ?2, ?3, ?4, ?5, ?6)", key.name,
                sql::Blob{key.digest}, std::int64_t{key.right == ApiKey::Right::write ? 1 : 0},
                sql::since_epoch(key.expires), key.by, sql::since_epoch(key.created));
  database_.settle();
}

bool SqlKeys::remove_key(std::string_view name) {
  return database_.query("DELETE FROM api_keys WHERE name = ?1 RETURNING name", name).step();
}

}  // namespace roster
