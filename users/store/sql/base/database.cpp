#include "users/store/sql/base/database.hpp"

namespace roster::sql {

template <class Key>
void Database::query_one_by_one(std::string_view sql, std::span<const Key> keys,
                                const OnRow& on_row) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    Query row = query(sql, keys[i]);
    while (row.step()) on_row(i, row);
  }
}

void Database::query_each(std::string_view sql, std::span<const std::int64_t> keys,
                          const OnRow& on_row) {
  query_one_by_one(sql, keys, on_row);
}

void Database::query_each(std::string_view sql, std::span<const std::string> keys,
                          const OnRow& on_row) {
  query_one_by_one(sql, keys, on_row);
}

void Database::run_each(std::string_view sql, std::span<const std::int64_t> keys) {
  for (const std::int64_t key : keys) run(sql, key);
}

void Database::run_each(std::string_view sql, std::span<const std::string> keys) {
  for (const std::string& key : keys) run(sql, key);
}

bool Database::has_rows(std::string_view table) {
  return query("SELECT 1 FROM " + std::string(table) + " LIMIT 1").step();
}

}  // namespace roster::sql
