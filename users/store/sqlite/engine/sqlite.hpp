// Sqlite: the SQL database of a SQLite file; wraps the C interface of SQLite. Used by users/ only.
//
// Statements are prepared once and kept as long as the connection. When a statement is in use and
// its text is requested again, a second one is prepared. After StoreBroken the connection refuses
// all further work.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "users/store/sql/base/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace roster::sqlite {

using sql::Blob;
using sql::Query;

class Database;

class Statement final : public sql::Statement {
 public:
  using Free = std::vector<Statement*>;  // the unused statements of a text

  Statement(Database& database, sqlite3_stmt* statement, Free& home)
      : database_(database), statement_(statement), home_(home) {}
  ~Statement() override;

  void bind(int at, std::int64_t value) override;
  void bind(int at, std::string_view text) override;
  void bind(int at, Blob blob) override;
  void bind_null(int at, sql::Type type) override;
  bool step() override;
  void run() override;
  void run_on_one() override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::string_view blob(int column) const override;
  void release() noexcept override;

 private:
  Database& database_;
  sqlite3_stmt* statement_;
  Free& home_;
};

/// How long a writer waits for readers.
inline constexpr std::chrono::milliseconds kPatience{5000};

enum class Mode : std::uint8_t { write, read };

class Database final : public sql::Database {
 public:
  /// Opens `path` (or ":memory:"), which must exist; `name` is used in messages.
  Database(const std::string& path, std::string name, Mode mode);
  ~Database() override;

  void execute(const std::string& sql) override;
  void tune(const std::string& sql) override { execute(sql); }
  void commit() override;
  void rollback() noexcept override;
  std::int64_t bytes() override;

  /// How long statements wait for a lock of another connection.
  void set_patience(std::chrono::milliseconds patience);

  /// Told how many pages are copied, and of how many. It may throw: the copy ends then.
  using OnPages = std::function<void(std::uint64_t done, std::uint64_t of)>;
  /// Copies all that is committed, or what the open transaction sees, into an empty database.
  void copy_to(Database& target, const OnPages& on_pages = {});

  /// Number of rows that the last statement changed.
  std::int64_t changes() const;
  [[noreturn]] void fail(int code);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  [[noreturn]] void refuse() const;
  sql::Statement& take(std::string_view sql) override;
  Statement& prepare(std::string_view sql, Statement::Free& home);

  sqlite3* connection_ = nullptr;
  bool failed_ = false;  // applies to the transaction
  bool broken_ = false;  // applies to the connection
  std::vector<std::unique_ptr<Statement>> prepared_;
  std::unordered_map<std::string, Statement::Free, Hash, std::equal_to<>> free_;  // by their text
};

}  // namespace roster::sqlite
