// Sqlite store: the Store in one SQLite file (schema: schemas/sql).
//
// One connection writes, in WAL mode with synchronous=FULL; readers (SqliteReader) have their own
// connections. A transaction that begins while the store has no users uses a rollback journal
// instead, so that a first load writes a million users once and not also to a log. During that load
// readers cannot read the file; they read a snapshot of the earlier state in a file next to it.
#pragma once

#include <memory>
#include <string>

#include "users/store/sqlite/engine/connection.hpp"
#include "users/store/sqlite/engine/instance_lock.hpp"
#include "users/store/store.hpp"
#include "users/store/upkeep.hpp"

namespace roster {

class SqliteStore final : public Store, public RewritableStore {
 public:
  /// `path` is a file or ":memory:".
  SqliteStore(const std::string& path, const StoreOptions& options);
  ~SqliteStore() override;

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override;
  void rewrite(const std::function<void()>& on_progress) override;

 private:
  std::string path_;
  bool in_memory_;
  std::unique_ptr<InstanceLock> lock_;
  std::unique_ptr<SqliteConnection> connection_;
  bool wal_ = false;
  bool checkpoint_due_ = false;  // a reader still uses the log

  sqlite::Database& database() { return connection_->database; }
  bool set_journal(std::string_view mode);
  void choose_journal();
  void leave_snapshot();
  void drop_snapshot() noexcept;
};

}  // namespace roster
