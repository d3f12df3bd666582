// Sqlite store: the Store in one SQLite file (schemas/sql says how).
//
// One connection, in WAL mode with synchronous=FULL. A transaction that begins while the store has
// no users runs with a rollback journal instead: a first load then writes a million users once, to
// their place, and not a second time to a log.
#pragma once

#include <memory>
#include <string>

#include "users/store/sqlite/instance_lock.hpp"
#include "users/store/sqlite/sqlite.hpp"
#include "users/store/store.hpp"

namespace roster {

class SqliteStore final : public Store {
 public:
  /// `path` is a file or ":memory:".
  explicit SqliteStore(const std::string& path);

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override;

 private:
  friend class SqliteTransaction;

  void migrate();
  void set_journal(std::string_view mode);

  bool in_memory_;
  std::unique_ptr<InstanceLock> lock_;
  std::unique_ptr<sqlite::Database> database_;
  bool open_ = false;  // a transaction exists
  bool wal_ = false;
};

}  // namespace roster
