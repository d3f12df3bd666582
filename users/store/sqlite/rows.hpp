// Sqlite rows: the tables of a store in a SQLite file, for copies.
#pragma once

#include <memory>
#include <string>

#include "users/store/sql/rows.hpp"
#include "users/store/sqlite/engine/instance_lock.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

class SqliteRows final : public SqlRows {
 public:
  /// A store of an earlier version is migrated, a target that does not exist is made.
  SqliteRows(const std::string& path, copying::Role role);

  const std::string& name() const override { return database_->name(); }

 private:
  std::unique_ptr<InstanceLock> lock_;
  std::unique_ptr<sqlite::Database> database_;

  sql::Database& database() override { return *database_; }
  void begin() override { database_->execute("BEGIN"); }
};

}  // namespace roster
