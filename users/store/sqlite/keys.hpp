// Sqlite keys: KeyStore on table api_keys.
#pragma once

#include "users/store/keys.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

class SqliteKeys : public virtual KeyStore {
 public:
  explicit SqliteKeys(sqlite::Database& database) : database_(database) {}

  std::vector<ApiKey> keys() override;
  std::optional<ApiKey> key_of_digest(std::string_view digest) override;
  void add_key(const ApiKey& key) override;
  bool remove_key(std::string_view name) override;

 private:
  sqlite::Database& database_;
};

}  // namespace roster
