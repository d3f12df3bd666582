// Sqlite: a connection and its statements; wraps the C interface of SQLite. Used by users/ only.
//
//   Query query = database.query("SELECT id FROM users WHERE primary_key = ?1", key);
//   if (query.step()) id = query.integer(0);
//
// Statements are prepared once and kept as long as the connection. When a query is in use and its
// text is requested again, a second statement is prepared. Bound texts are not copied: they must
// outlive the query. Every failure throws StoreError with the store's name. After that the
// transaction can only be rolled back; after StoreBroken the connection refuses all further work.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace roster::sqlite {

/// Bytes to bind as a blob.
struct Blob {
  std::string_view bytes;
};

class Database;

/// A statement in use. The destructor returns it to the connection.
class Query {
 public:
  Query(Database& database, std::vector<sqlite3_stmt*>& home, sqlite3_stmt* statement);
  /// Binds the arguments to ?1, ?2, …
  template <class... Args>
  Query(Database& database, std::vector<sqlite3_stmt*>& home, sqlite3_stmt* statement,
        const Args&... args)
      : Query(database, home, statement) {
    int at = 0;
    (bind(++at, args), ...);
  }
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  void bind(int at, std::int64_t value);
  void bind(int at, std::string_view text);
  void bind(int at, Blob blob);
  void bind(int at, std::nullopt_t);
  template <class T>
  void bind(int at, const std::optional<T>& value) {
    if (value) {
      bind(at, *value);
    } else {
      bind(at, std::nullopt);
    }
  }

  /// Moves to the next row; false after the last.
  bool step();
  /// Executes a statement without rows.
  void run();

  /// Columns of the row, from 0. Views are valid until the next step().
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

 private:
  Database& database_;
  std::vector<sqlite3_stmt*>& home_;
  sqlite3_stmt* statement_;
};

/// How long a writer waits for readers.
inline constexpr std::chrono::milliseconds kPatience{5000};

enum class Mode : std::uint8_t { write, read };

class Database {
 public:
  /// Opens `path` (or ":memory:"), which must exist; `name` is used in messages.
  Database(const std::string& path, std::string name, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  template <class... Args>
  Query query(std::string_view sql, const Args&... args) {
    std::vector<sqlite3_stmt*>& home = statements(sql);
    return Query(*this, home, take(home, sql), args...);
  }
  template <class... Args>
  void run(std::string_view sql, const Args&... args) {
    query(sql, args...).run();
  }
  /// Runs one or more statements without parameters and results.
  void execute(const std::string& sql);

  /// How long statements wait for a lock of another connection.
  void set_patience(std::chrono::milliseconds patience);

  void commit();
  /// Never throws; resets an earlier failure.
  void rollback() noexcept;

  /// Told how many pages are copied, and of how many. It may throw: the copy ends then.
  using OnPages = std::function<void(std::uint64_t done, std::uint64_t of)>;
  /// Copies all that is committed, or what the open transaction sees, into an empty database.
  void copy_to(Database& target, const OnPages& on_pages = {});

  /// Does the table have any row?
  bool has_rows(std::string_view table);
  /// Number of rows that the last statement changed.
  std::int64_t changes() const;
  const std::string& name() const { return name_; }
  [[noreturn]] void fail(int code);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  [[noreturn]] void refuse() const;
  std::vector<sqlite3_stmt*>& statements(std::string_view sql);
  sqlite3_stmt* take(std::vector<sqlite3_stmt*>& home, std::string_view sql);

  std::string name_;
  sqlite3* connection_ = nullptr;
  bool failed_ = false;  // applies to the transaction
  bool broken_ = false;  // applies to the connection
  // The unused statements of each text.
  std::unordered_map<std::string, std::vector<sqlite3_stmt*>, Hash, std::equal_to<>> statements_;
};

}  // namespace roster::sqlite
