#include "users/store/sqlite/store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "embedded/sqlite_001.hpp"
#include "embedded/sqlite_002.hpp"
#include "embedded/sqlite_003.hpp"
#include "users/store/sqlite/transaction.hpp"

namespace roster {
namespace {

// The schema's versions, oldest first; never change one that was released.
const std::array<std::string_view, 3> kMigrations = {embedded::sqlite_001, embedded::sqlite_002,
                                                     embedded::sqlite_003};
constexpr std::int64_t kApplicationId = 0x526F7374;  // "Rost"

/// The file without symbolic links, so that all its names share one lock.
std::string resolve(const std::string& path) {
  return path == ":memory:" ? path : std::filesystem::weakly_canonical(path).string();
}

/// Makes the file, readable by its owner alone; SQLite gives its side files the same mode.
void create_file(const std::string& path, const std::string& name) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw StoreError(name + ": cannot open: " + std::strerror(errno));
  ::close(fd);
}

std::int64_t pragma(sqlite::Database& database, std::string_view name) {
  auto query = database.query("PRAGMA " + std::string(name));
  return query.step() ? query.integer(0) : 0;
}

}  // namespace

SqliteStore::SqliteStore(const std::string& given) : in_memory_(given == ":memory:") {
  const std::string name = "sqlite:" + given;
  const std::string path = resolve(given);
  if (!in_memory_) {
    lock_ = std::make_unique<InstanceLock>(path + ".lock", name);
    create_file(path, name);
  }
  database_ = std::make_unique<sqlite::Database>(path, name);
  // One process has the file, so the WAL's index may live in its memory.
  database_->execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;"
      "PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;");
  migrate();
  set_journal("wal");
}

void SqliteStore::migrate() {
  const std::int64_t version = pragma(*database_, "user_version");
  const std::int64_t known = kMigrations.size();
  const bool empty = !database_->query("SELECT 1 FROM sqlite_schema").step();
  if (!empty && pragma(*database_, "application_id") != kApplicationId) {
    throw StoreError(database_->name() + ": is a SQLite file, but no store of Roster");
  }
  if (version > known) {
    throw StoreError(database_->name() + ": was written by a newer Roster (schema version " +
                     std::to_string(version) + ", this one knows " + std::to_string(known) + ')');
  }
  if (version == known) return;
  database_->execute("BEGIN IMMEDIATE");
  try {
    for (auto i = static_cast<std::size_t>(version); i < kMigrations.size(); ++i) {
      database_->execute(std::string(kMigrations[i]));
    }
    database_->execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                       "; PRAGMA user_version = " + std::to_string(known));
    database_->commit();
  } catch (...) {
    database_->rollback();
    throw;
  }
}

/// Changes the journal mode if need be. A store in memory has its own.
void SqliteStore::set_journal(std::string_view mode) {
  if (in_memory_ || wal_ == (mode == "wal")) return;
  std::string now;
  {
    auto query = database_->query("PRAGMA journal_mode = " + std::string(mode));
    if (query.step()) now = query.text(0);
  }
  if (now != mode) {
    throw StoreError(database_->name() + ": cannot set the journal mode to " + std::string(mode));
  }
  wal_ = mode == "wal";
}

std::unique_ptr<Transaction> SqliteStore::begin(Access access) {
  assert(!open_);
  if (open_) throw StoreError(database_->name() + ": a transaction is open already");
  database_->rollback();  // forgets a failure outside of transactions
  return std::make_unique<SqliteTransaction>(*this, access);
}

void SqliteStore::checkpoint() {
  assert(!open_);
  database_->rollback();  // forgets a failure outside of transactions
  if (!wal_) return;
  auto query = database_->query("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!query.step() || query.integer(0) != 0) {
    throw StoreBusy(database_->name() + ": the log could not be written back");
  }
}

}  // namespace roster
