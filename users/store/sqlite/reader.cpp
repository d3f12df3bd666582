#include "users/store/sqlite/reader.hpp"

#include <sys/stat.h>

#include <cassert>
#include <filesystem>

#include "users/store/sql/base/settings.hpp"
#include "users/store/sql/rows.hpp"
#include "users/store/sql/transaction.hpp"
#include "users/store/sqlite/engine/migrate.hpp"

namespace roster {

std::string snapshot_path(const std::string& path) { return path + ".snapshot"; }

SqliteReader::SqliteReader(const std::string& path)
    : path_(std::filesystem::weakly_canonical(path).string()), name_("sqlite:" + path) {
  if (!std::filesystem::is_regular_file(path_)) throw StoreMissing(name_ + ": there is no store");
}

/// Starts the read transaction; false when the file stays locked for so long.
bool SqliteReader::begin_reading(const std::string& file, std::chrono::milliseconds patience) {
  connection_ = std::make_unique<SqliteConnection>(file, name_, sqlite::Mode::read);
  in_log_ = false;
  sqlite::Database& database = connection_->database;
  database.set_patience(patience);
  try {
    database.execute(
        "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cache_size = -8192; BEGIN;");
    database.has_rows("sqlite_schema");
    auto query = database.query("PRAGMA journal_mode");
    in_log_ = query.step() && query.text(0) == "wal";
    if (in_log_) return true;
  } catch (const StoreBusy&) {
    return false;
  }
  read_copy();
  return true;
}

/// Without a WAL, a reader blocks the writer's commit, so the reader works on a copy. The copy is
/// small: the store has no users, or the file is a snapshot of a store without users.
void SqliteReader::read_copy() {
  auto copy = std::make_unique<SqliteConnection>(":memory:", name_, sqlite::Mode::write);
  connection_->database.copy_to(copy->database);
  connection_ = std::move(copy);
  connection_->database.execute("PRAGMA query_only = ON; BEGIN;");
}

std::unique_ptr<Transaction> SqliteReader::begin(Access access) {
  if (access == Access::write) throw StoreError(name_ + ": is open for reading only");
  assert(!connection_ || !connection_->shared.in_transaction);
  if (!begin_again()) connect();
  return std::make_unique<SqlTransaction>(connection_->shared);
}

SqliteReader::FileNumber SqliteReader::file_number() const {
  struct stat status {};
  if (::stat(path_.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino};
}

/// To open a file and to read its schema takes longer than most of what is asked.
bool SqliteReader::begin_again() {
  if (!kept_ || *kept_ != file_number()) return false;
  sqlite::Database& database = connection_->database;
  database.rollback();
  try {
    database.run("BEGIN");
    database.has_rows("sqlite_schema");
    return true;
  } catch (const StoreError&) {
    return false;
  }
}

/// False when there is no snapshot, or no longer: the first load can end at any moment.
bool SqliteReader::begin_reading_snapshot() {
  const std::string snapshot = snapshot_path(path_);
  try {
    return std::filesystem::exists(snapshot) && begin_reading(snapshot, {});
  } catch (const StoreError&) {
    return false;
  }
}

/// A first load locks the file for long and leaves a snapshot; other commits without a WAL lock it
/// for a moment. A first load that ends between two attempts removes the snapshot.
void SqliteReader::connect() {
  constexpr int kAttempts = 5;
  constexpr std::chrono::milliseconds kCommit{200};
  kept_.reset();
  const FileNumber file = file_number();
  int attempt = 0;
  while (!begin_reading(path_, attempt == 0 ? std::chrono::milliseconds{0} : kCommit) &&
         !begin_reading_snapshot())
    if (++attempt == kAttempts)
      throw StoreBusy(name_ + ": is locked by a first load; try again later");
  sqlite::require_newest(connection_->database);
  refuse_unfinished(connection_->database);
  connection_->shared.identifier_case = sql::identifier_case(connection_->database);
  if (in_log_) kept_ = file;
}

}  // namespace roster
