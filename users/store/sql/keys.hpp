// Sql keys: KeyStore on table api_keys.
#pragma once

#include "users/store/keys.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster {

class SqlKeys : public virtual KeyStore {
 public:
  explicit SqlKeys(sql::Database& database) : database_(database) {}

  std::vector<ApiKey> keys() override;
  std::optional<ApiKey> key_of_digest(std::string_view digest) override;
  void add_key(const ApiKey& key) override;
  bool remove_key(std::string_view name) override;

 private:
  sql::Database& database_;
};

}  // namespace roster
