#include "users/store/sqlite/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "users/store/sql/base/settings.hpp"
#include "users/store/sql/rows.hpp"
#include "users/store/sql/transaction.hpp"
#include "users/store/sqlite/engine/migrate.hpp"
#include "users/store/sqlite/reader.hpp"

namespace roster {
namespace {

/// The path without symbolic links, so that all names of the file share one lock.
std::string resolve(const std::string& path) {
  return path == ":memory:" ? path : std::filesystem::weakly_canonical(path).string();
}

/// Creates the file, readable by its owner only; SQLite gives its side files the same mode. Does
/// not open an existing file: closing it would release the locks of this process's readers.
void create_file(const std::string& path, const std::string& name) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) errno = EISDIR;
    if (S_ISREG(status.st_mode) && ::access(path.c_str(), R_OK | W_OK) == 0) return;
    throw StoreError(name + ": cannot open: " + std::strerror(errno));
  }
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw StoreError(name + ": cannot open: " + std::strerror(errno));
  ::close(fd);
}

}  // namespace

SqliteStore::SqliteStore(const std::string& given, const StoreOptions& options)
    : path_(resolve(given)), in_memory_(given == ":memory:") {
  const std::string name = "sqlite:" + given;
  if (!in_memory_) {
    lock_ = std::make_unique<InstanceLock>(path_ + ".lock", name);
    create_file(path_, name);
    drop_snapshot();  // left by a first load that crashed
  }
  connection_ = std::make_unique<SqliteConnection>(path_, name, sqlite::Mode::write);
  database().execute(
      "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
      "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -65536;"
      "PRAGMA journal_size_limit = 67108864;");
  sqlite::migrate(database(), options);
  refuse_unfinished(database());
  connection_->shared.identifier_case = sql::identifier_case(database());
  sql::require_identifier_case(name, connection_->shared.identifier_case, options);
  if (!in_memory_) {
    connection_->shared.before_first_load = [this] { leave_snapshot(); };
    connection_->shared.after_first_load = [this] { choose_journal(); };
  }
  if (!set_journal("wal")) throw StoreBusy(name + ": is in use");
}

SqliteStore::~SqliteStore() { drop_snapshot(); }

/// Changes the journal mode if necessary. No effect for a store in memory. Returns false when a
/// reader uses the file, so that the mode cannot change now.
bool SqliteStore::set_journal(std::string_view mode) {
  if (in_memory_ || wal_ == (mode == "wal")) return true;
  database().set_patience(std::chrono::milliseconds{100});
  std::string now;
  try {
    auto query = database().query("PRAGMA journal_mode = " + std::string(mode));
    if (query.step()) now = query.text(0);
  } catch (const StoreBusy&) {
    database().rollback();
  }
  database().set_patience(sqlite::kPatience);
  if (now == mode) wal_ = mode == "wal";
  // The first read opens the log; before that, a checkpoint would fail.
  if (wal_) database().query("SELECT 1 FROM sqlite_schema").step();
  return now == mode;
}

/// Chooses the journal mode for a transaction that is about to write; WAL is correct in every case.
void SqliteStore::choose_journal() {
  if (database().has_rows("users")) {
    set_journal("wal");
    drop_snapshot();
  } else {
    set_journal("truncate");
  }
}

/// Copies what is committed, for readers during a first load.
void SqliteStore::leave_snapshot() {
  if (wal_) return;
  drop_snapshot();
  sqlite::Database reader(path_, database().name(), sqlite::Mode::read);
  reader.run("VACUUM INTO ?1", snapshot_path(path_));
}

void SqliteStore::drop_snapshot() noexcept {
  if (!in_memory_) ::unlink(snapshot_path(path_).c_str());
}

std::unique_ptr<Transaction> SqliteStore::begin(Access access) {
  assert(!connection_->shared.in_transaction);
  if (connection_->shared.in_transaction) {
    throw StoreError(database().name() + ": a transaction is open already");
  }
  database().rollback();  // resets a failure outside of transactions
  if (access == Access::write) {
    if (checkpoint_due_) checkpoint();
    choose_journal();
  }
  database().execute(access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
  return std::make_unique<SqlTransaction>(connection_->shared);
}

/// Pages that were free are not copied.
void SqliteStore::rewrite(const std::function<void()>& on_progress) {
  assert(!connection_->shared.in_transaction);
  database().rollback();  // resets a failure outside of transactions
  database().execute("VACUUM");
  on_progress();
  checkpoint();
}

void SqliteStore::checkpoint() {
  assert(!connection_->shared.in_transaction);
  database().rollback();  // resets a failure outside of transactions
  if (!wal_) return;
  constexpr std::chrono::milliseconds kShort{200};  // most readers are done by then
  database().set_patience(kShort);
  {
    auto query = database().query("PRAGMA wal_checkpoint(TRUNCATE)");
    checkpoint_due_ = !query.step() || query.integer(0) != 0;
  }
  database().set_patience(sqlite::kPatience);
}

}  // namespace roster
