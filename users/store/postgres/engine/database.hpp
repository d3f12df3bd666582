// Database: the SQL database of a PostgreSQL server. Used by users/ only.
//
// What is run() goes out without waiting and is answered with the next query, with settle(), or
// when much of it is on its way. What is append()ed is collected for each table and copied in; what
// is amend()ed is collected for each text and sent as one statement over arrays. So a batch takes
// few statements and round trips, whatever its size.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "users/store/postgres/engine/connection.hpp"
#include "users/store/postgres/engine/statement.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster::postgres {

/// How a transaction for reading begins; Lease has the other.
inline constexpr const char* kReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

class Database final : public sql::Database {
 public:
  /// `name` is used in messages.
  Database(const std::string& url, std::string name);

  Connection& connection() { return connection_; }
  /// The last fenced commit, counted over all writers of the store; 0 before the first.
  std::int64_t commits() const { return commits_; }
  /// Connects again when the connection was lost.
  void connect();
  /// Opens a transaction, in a session of its own when the connection was lost. A writer's fence
  /// (Lease) is checked by its commit; without one nothing is.
  void begin(const std::string& sql, std::optional<std::int64_t> fence = {});
  void execute(const std::string& sql) override;
  void tune(const std::string&) override {}
  void settle() override;
  void commit() override;
  void rollback() noexcept override;
  std::int64_t bytes() override;

  void query_each(std::string_view sql, std::span<const std::int64_t> keys,
                  const OnRow& on_row) override;
  void query_each(std::string_view sql, std::span<const std::string> keys,
                  const OnRow& on_row) override;
  void run_each(std::string_view sql, std::span<const std::int64_t> keys) override;
  void run_each(std::string_view sql, std::span<const std::string> keys) override;

  // For the statements.
  Result ask(Prepared& prepared, const Parameters& parameters);
  void send(Prepared& prepared, const Parameters& parameters, MustChange rows);
  void will_amend(AmendStatement& amend) { waiting_.push_back(&amend); }
  void flush_amends();
  void declare(const std::string& cursor, const std::string& sql, const Parameters& parameters);
  /// The next rows of the cursor of a text.
  Result fetch(const std::string& cursor, const std::string& sql);
  void close(const std::string& cursor) noexcept;
  void copy_in(const std::string& table, std::string_view rows);
  void flush(CopyStatement& copy);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <class Value>
  using ByText = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

  struct Whole {
    Prepared prepared;
    WholeStatement::Free free;
    std::vector<std::unique_ptr<WholeStatement>> all;
  };
  struct Streams {
    std::string sql;
    StreamStatement::Free free;
    std::vector<std::unique_ptr<StreamStatement>> all;
  };

  Connection connection_;
  std::int64_t commits_ = 0;
  std::optional<std::int64_t> fence_;  // of the transaction
  bool failed_ = false;                // applies to the transaction
  int epoch_ = 1;                      // statements prepared in an earlier one are gone
  int epoch_session_ = 0;
  int names_ = 0;           // of statements and cursors
  std::size_t copied_ = 0;  // bytes, since the statements were prepared
  ByText<Whole> whole_;
  ByText<Streams> streams_;
  ByText<std::unique_ptr<CopyStatement>> copies_;
  ByText<std::unique_ptr<AmendStatement>> amends_;
  std::vector<AmendStatement*> waiting_;  // those that have rows, in the order of their first
  ByText<Prepared> each_query_, each_run_;

  sql::Statement& take(std::string_view sql) override;
  sql::Statement& take_stream(std::string_view sql) override;
  sql::Statement& take_append(std::string_view sql) override;
  sql::Statement& take_amend(std::string_view sql) override;
  Prepared& prepared_for(ByText<Prepared>& known, std::string_view sql,
                         std::string (*translation)(std::string_view));
  std::string new_name(char kind);
  void refuse_if_failed() const;
  void flush_all();
  void forget_prepared() noexcept;
  template <class Work>
  auto attempt(const Work& work);
  template <class Key>
  void query_arrays(std::string_view sql, std::span<const Key> keys, const OnRow& on_row);
  template <class Key>
  void run_arrays(std::string_view sql, std::span<const Key> keys);
};

}  // namespace roster::postgres
