// Database: what the SQL of all engines is written on: a connection and its statements.
//
//   Query query = database.query("SELECT id FROM users WHERE primary_key = ?1", key);
//   if (query.step()) id = query.integer(0);
//
// The texts are SQLite's, with the parameters ?1, ?2, … An engine with another dialect translates
// what differs; tests run all texts over every engine. Bound texts are not copied: they must
// outlive the query.
//
// An engine behind a network sends what is run() and append()ed together and does not wait for
// each: a failure may come with a later call, with settle() at the latest. Every failure throws
// StoreError with the store's name; after it the transaction can only be rolled back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace roster::sql {

/// Bytes to bind as a blob.
struct Blob {
  std::string_view bytes;
};

enum class Type : std::uint8_t { integer, text, blob };

/// A prepared statement, as an engine has it.
class Statement {
 public:
  Statement() = default;
  virtual ~Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  virtual void bind(int at, std::int64_t value) = 0;
  virtual void bind(int at, std::string_view text) = 0;
  virtual void bind(int at, Blob blob) = 0;
  virtual void bind_null(int at, Type type) = 0;

  virtual bool step() = 0;
  virtual void run() = 0;
  /// Runs it; exactly one row must be changed.
  virtual void run_on_one() = 0;

  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view blob(int column) const = 0;

  /// Ends its use; the connection may give it out again.
  virtual void release() noexcept = 0;
};

/// A statement in use.
class Query {
 public:
  /// Binds the arguments to ?1, ?2, …
  template <class... Args>
  explicit Query(Statement& statement, const Args&... args) : statement_(statement) {
    int at = 0;
    try {
      (bind(++at, args), ...);
    } catch (...) {
      statement_.release();
      throw;
    }
  }
  ~Query() { statement_.release(); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  void bind(int at, std::int64_t value) { statement_.bind(at, value); }
  void bind(int at, std::string_view text) { statement_.bind(at, text); }
  void bind(int at, Blob blob) { statement_.bind(at, blob); }
  void bind(int at, const std::optional<std::int64_t>& value) {
    value ? statement_.bind(at, *value) : statement_.bind_null(at, Type::integer);
  }
  void bind(int at, const std::optional<std::string>& text) {
    text ? statement_.bind(at, std::string_view(*text)) : statement_.bind_null(at, Type::text);
  }
  void bind(int at, const std::string& text) { statement_.bind(at, std::string_view(text)); }
  void bind(int at, const char* text) { statement_.bind(at, std::string_view(text)); }

  /// Moves to the next row; false after the last.
  bool step() { return statement_.step(); }
  /// Executes a statement without rows.
  void run() { statement_.run(); }
  /// Executes an update of one row; it is an error when there is no such row.
  void run_on_one() { statement_.run_on_one(); }

  /// Columns of the row, from 0. Views are valid until the next step().
  bool is_null(int column) const { return statement_.is_null(column); }
  std::int64_t integer(int column) const { return statement_.integer(column); }
  std::string_view text(int column) const { return statement_.text(column); }
  std::string_view blob(int column) const { return statement_.blob(column); }

 private:
  Statement& statement_;
};

class Database {
 public:
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  template <class... Args>
  Query query(std::string_view sql, const Args&... args) {
    return Query(take(sql), args...);
  }
  /// A query of very many rows, which must not all be in memory.
  template <class... Args>
  Query stream(std::string_view sql, const Args&... args) {
    return Query(take_stream(sql), args...);
  }
  template <class... Args>
  void run(std::string_view sql, const Args&... args) {
    query(sql, args...).run();
  }
  template <class... Args>
  void run_on_one(std::string_view sql, const Args&... args) {
    query(sql, args...).run_on_one();
  }
  /// Adds a row by `INSERT INTO table VALUES (?1, …)`, all columns in order. Until settle(), or the
  /// next query, it may be that only the connection knows of it; what is run() does not see it.
  template <class... Args>
  void append(std::string_view sql, const Args&... args) {
    Query(take_append(sql), args...).run();
  }

  /// Changes a row of many by `UPDATE … WHERE …`, `DELETE …` or `INSERT …`, whose ?1 is a key. An
  /// engine behind a network collects such rows and sends those of one text as one statement, with
  /// or before the next query, run() or settle(). Texts go in the order of their first rows, and
  /// before what is append()ed: rows must not depend on each other in any other order.
  template <class... Args>
  void amend(std::string_view sql, const Args&... args) {
    Query(take_amend(sql), args...).run();
  }
  /// The same; each row must exist.
  template <class... Args>
  void amend_one(std::string_view sql, const Args&... args) {
    Query(take_amend(sql), args...).run_on_one();
  }

  /// The same as append() for values that are bound one by one.
  Query appending(std::string_view sql) { return Query(take_append(sql)); }

  using OnRow = std::function<void(std::size_t key, const Query& row)>;
  /// Queries with ?1 = each key; visits the rows in the order of the keys. `on_row` may query.
  virtual void query_each(std::string_view sql, std::span<const std::int64_t> keys,
                          const OnRow& on_row);
  virtual void query_each(std::string_view sql, std::span<const std::string> keys,
                          const OnRow& on_row);
  /// Runs `DELETE … = ?1` or `INSERT … VALUES (?1) …` with ?1 = each key.
  virtual void run_each(std::string_view sql, std::span<const std::int64_t> keys);
  virtual void run_each(std::string_view sql, std::span<const std::string> keys);

  /// Runs one or more statements without parameters and results.
  virtual void execute(const std::string& sql) = 0;
  /// Drops or makes indexes around many writes. An engine whose readers would wait for that keeps
  /// its indexes.
  virtual void tune(const std::string& sql) = 0;
  /// Waits for what was sent; throws when any of it failed.
  virtual void settle() {}

  virtual void commit() = 0;
  /// Never throws; resets an earlier failure.
  virtual void rollback() noexcept = 0;

  /// The size of the database on its disk.
  virtual std::int64_t bytes() = 0;
  /// Does the table have any row?
  bool has_rows(std::string_view table);
  const std::string& name() const { return name_; }

 protected:
  explicit Database(std::string name) : name_(std::move(name)) {}

 private:
  virtual Statement& take(std::string_view sql) = 0;
  virtual Statement& take_stream(std::string_view sql) { return take(sql); }
  virtual Statement& take_append(std::string_view sql) { return take(sql); }
  virtual Statement& take_amend(std::string_view sql) { return take(sql); }

  template <class Key>
  void query_one_by_one(std::string_view sql, std::span<const Key> keys, const OnRow& on_row);

  std::string name_;  // for messages
};

}  // namespace roster::sql
