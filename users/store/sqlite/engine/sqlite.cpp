#include "users/store/sqlite/engine/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <new>

#include "users/base/fold.hpp"
#include "users/store/error.hpp"

namespace roster::sqlite {

namespace {

/// The SQL function roster_fold(text): fold_primary_id().
void fold_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  try {
    const std::string folded = fold_primary_id({text ? text : "", size});
    sqlite3_result_text64(context, folded.data(), folded.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

/// Nobody asks SQLite how much memory it uses, and counting it takes a lock at each allocation.
void configure_once() {
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(configured);  // too late when another library opened a database: no harm
}

}  // namespace

// Statement ---------------------------------------------------------------------------------------

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::release() noexcept {
  sqlite3_reset(statement_);  // returns the error of the last step again, which was already thrown
  home_.push_back(this);
}

void Statement::bind(int at, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, at, value);
  if (code != SQLITE_OK) database_.fail(code);
}

void Statement::bind(int at, std::string_view text) {
  // A null pointer would bind NULL.
  const char* data = text.data() ? text.data() : "";
  const int code =
      sqlite3_bind_text64(statement_, at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) database_.fail(code);
}

void Statement::bind(int at, Blob blob) {
  const char* data = blob.bytes.data() ? blob.bytes.data() : "";
  const int code = sqlite3_bind_blob64(statement_, at, data, blob.bytes.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) database_.fail(code);
}

void Statement::bind_null(int at, sql::Type) {
  const int code = sqlite3_bind_null(statement_, at);
  if (code != SQLITE_OK) database_.fail(code);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::run_on_one() {
  run();
  if (database_.changes() != 1)
    throw StoreError(database_.name() + ": the row to change does not exist");
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

// Database ----------------------------------------------------------------------------------------

Database::Database(const std::string& path, std::string name, Mode mode)
    : sql::Database(std::move(name)) {
  configure_once();
  const int access = mode == Mode::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  const int code =
      sqlite3_open_v2(path.c_str(), &connection_, access | SQLITE_OPEN_NOMUTEX, nullptr);
  try {
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(connection_, 1);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    for (const int setting :
         {SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_DQS_DDL,
          SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION}) {
      sqlite3_db_config(connection_, setting, 0, nullptr);
    }
    set_patience(mode == Mode::write ? kPatience : std::chrono::milliseconds{0});
    sqlite3_create_function(connection_, "roster_fold", 1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, nullptr,
                            fold_function, nullptr, nullptr);
  } catch (...) {
    sqlite3_close(connection_);
    throw;
  }
}

Database::~Database() {
  prepared_.clear();
  sqlite3_close(connection_);
}

sql::Statement& Database::take(std::string_view sql) {
  if (failed_) refuse();
  const auto found = free_.find(sql);
  Statement::Free& home = found != free_.end() ? found->second : free_[std::string(sql)];
  if (home.empty()) return prepare(sql, home);
  Statement& statement = *home.back();
  home.pop_back();
  return statement;
}

Statement& Database::prepare(std::string_view sql, Statement::Free& home) {
  home.reserve(home.size() + 4);  // so that returning the statement cannot fail
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return *prepared_.emplace_back(std::make_unique<Statement>(*this, statement, home));
}

void Database::execute(const std::string& sql) {
  if (failed_) refuse();
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Database::set_patience(std::chrono::milliseconds patience) {
  sqlite3_busy_timeout(connection_, static_cast<int>(patience.count()));
}

void Database::commit() { run("COMMIT"); }

void Database::rollback() noexcept {
  failed_ = broken_;
  if (!sqlite3_get_autocommit(connection_)) {
    sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

std::int64_t Database::bytes() {
  sql::Query size = query("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  return size.step() ? size.integer(0) : 0;
}

void Database::copy_to(Database& target, const OnPages& on_pages) {
  constexpr int kAtOnce = 1024;  // pages, 4 MiB
  sqlite3_backup* backup = sqlite3_backup_init(target.connection_, "main", connection_, "main");
  if (backup == nullptr) target.fail(sqlite3_errcode(target.connection_));
  try {
    while (sqlite3_backup_step(backup, on_pages ? kAtOnce : -1) == SQLITE_OK) {
      const auto of = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup));
      on_pages(of - static_cast<std::uint64_t>(sqlite3_backup_remaining(backup)), of);
    }
  } catch (...) {
    sqlite3_backup_finish(backup);
    throw;
  }
  const int code = sqlite3_backup_finish(backup);
  if (code != SQLITE_OK) target.fail(code);
}

std::int64_t Database::changes() const { return sqlite3_changes64(connection_); }

void Database::refuse() const {
  if (broken_) throw StoreBroken(name() + ": the disk did not confirm an earlier write");
  throw StoreError(name() + ": the transaction has already failed");
}

void Database::fail(int code) {
  failed_ = true;
  std::string message =
      name() + ": " + (connection_ ? sqlite3_errmsg(connection_) : sqlite3_errstr(code));
  const int primary = code & 0xFF;
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
    broken_ = true;
    // Closing must not checkpoint a log whose state on disk is unknown.
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    throw StoreBroken(message);
  }
  // The engine calls it an I/O error where the log's index finds no room.
  const int why = connection_ ? sqlite3_system_errno(connection_) : 0;
  if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && (why == ENOSPC || why == EDQUOT))
    message = name() + ": database or disk is full";
  // A reader cannot roll back the journal of a writer that crashed.
  const bool left = code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED || left) throw StoreBusy(message);
  throw StoreError(message);
}

}  // namespace roster::sqlite
