// Sqlite store: the Store in one SQLite file (schemas/sql says how).
//
// One connection writes, in WAL mode with synchronous=FULL; those that read (SqliteReader) have
// their own. A transaction that begins while the store has no users runs with a rollback journal
// instead: a first load then writes a million users once, to their place, and not a second time to
// a log. While it writes, readers are locked out of the file, so it leaves them a snapshot of what
// was there before, in a file beside it.
#pragma once

#include <memory>
#include <string>

#include "users/store/sqlite/engine/connection.hpp"
#include "users/store/sqlite/engine/instance_lock.hpp"
#include "users/store/store.hpp"

namespace roster {

class SqliteStore final : public Store {
 public:
  /// `path` is a file or ":memory:".
  SqliteStore(const std::string& path, const StoreOptions& options);
  ~SqliteStore() override;

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override;

 private:
  std::string path_;
  bool in_memory_;
  std::unique_ptr<InstanceLock> lock_;
  std::unique_ptr<SqliteConnection> connection_;
  bool wal_ = false;
  bool checkpoint_due_ = false;  // a reader still needed the log

  sqlite::Database& database() { return connection_->database; }
  void check(const StoreOptions& options) const;
  bool set_journal(std::string_view mode);
  void choose_journal();
  void leave_snapshot();
  void drop_snapshot() noexcept;
};

}  // namespace roster
