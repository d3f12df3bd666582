// Connection: one session with a PostgreSQL server; wraps libpq. Used by users/ only.
//
// Statements are sent in libpq's pipeline mode: many go out together, and receive() waits for all
// of them. Every failure throws StoreError with the store's name and the server's message; never
// its details, which quote values. After the connection was lost, is_good() is false until
// reconnect().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "users/store/error.hpp"

struct pg_conn;
struct pg_result;

namespace roster::postgres {

/// What the server refused.
struct Refused : StoreError {
  Refused(const std::string& message, std::string state)
      : StoreError(message), code(std::move(state)) {}
  std::string code;  // SQLSTATE
};

/// The rows of a query: in binary format, those of Connection::run() as texts.
class Result {
 public:
  Result() = default;
  explicit Result(pg_result* result) : result_(result) {}

  explicit operator bool() const { return result_ != nullptr; }
  pg_result* get() const { return result_.get(); }
  int rows() const;
  int columns() const;
  bool is_null(int row, int column) const;
  std::string_view bytes(int row, int column) const;
  std::int64_t integer(int row, int column) const;
  std::string text(int row, int column) const { return std::string(bytes(row, column)); }
  /// The command and what it did: `COMMIT`, `UPDATE 1`.
  std::string_view done() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const noexcept;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// The parameters of a statement, in binary format. The bytes of texts are not copied.
class Parameters {
 public:
  void set(int at, unsigned type, std::string_view bytes);
  void set_null(int at, unsigned type);
  void set(int at, std::int64_t value);
  void clear() { values_.clear(); }

  const std::vector<unsigned>& types() const { return types_; }

 private:
  friend class Connection;
  struct Value {
    const char* data = nullptr;  // nullptr: NULL, or an integer when `integer` is filled
    int size = 0;
    char integer[8] = {};
    bool is_integer = false;
  };
  std::vector<Value> values_;
  std::vector<unsigned> types_;

  Value& at(int position, unsigned type);
};

/// How many rows a statement must change; nothing: as many as there are.
using MustChange = std::optional<std::int64_t>;

class Connection {
 public:
  /// Connects to the server of a URL, one that takes writes when several hosts are named. `name` is
  /// used in messages.
  Connection(const std::string& url, std::string name);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const std::string& name() const { return name_; }
  bool is_good() const;
  void close() noexcept;
  /// Asks the server, between transactions: a lost connection is often noticed only then.
  bool answers() noexcept;
  /// A new session. Throws StoreUnreachable, StoreError.
  void reconnect();
  /// Counts the sessions: what was prepared in an earlier one is gone.
  int session() const { return session_; }

  /// Sends to the pipeline, without waiting.
  void send_prepare(const std::string& statement, const std::string& sql,
                    const std::vector<unsigned>& types);
  void send(const std::string& statement, const Parameters& parameters, MustChange rows);
  void send_text(const std::string& sql, const Parameters& parameters);
  std::size_t sent() const { return sent_.size(); }
  /// Waits for all that was sent; the result of the last. Throws the first failure of them.
  Result receive();

  /// Runs a statement by itself, outside of the pipeline.
  Result run(const std::string& sql);
  /// COPY table FROM STDIN: rows as the binary format has them.
  void copy_in(const std::string& table, std::string_view rows);

  /// Ends the transaction, if there is one. Never throws. False when something in the pipeline had
  /// failed and nobody had received it.
  bool rollback() noexcept;

 private:
  std::string url_, name_;
  pg_conn* connection_ = nullptr;
  int session_ = 0;
  std::vector<MustChange> sent_;  // what is in the pipeline

  void enter_pipeline();
  void leave_pipeline();
  void check_server();
  void receive_one(MustChange rows, Result& last);
  Result take_result();
  [[noreturn]] void fail(const Result& result) const;
  [[noreturn]] void lost() const;
};

}  // namespace roster::postgres
