// Statement: the statements of a PostgreSQL database: one that is sent as a whole, one whose rows
// come by a cursor, one that collects rows for COPY, and one that collects rows to be changed.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "users/store/postgres/engine/binary.hpp"
#include "users/store/postgres/engine/connection.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster::postgres {

class Database;

/// A text, and the name by which the server knows it in a session.
struct Prepared {
  std::string sql, name;
  int epoch = 0;  // in which it was prepared (Database)
};

/// Binds parameters, reads rows.
class ParameterStatement : public sql::Statement {
 public:
  void bind(int at, std::int64_t value) override;
  void bind(int at, std::string_view text) override;
  void bind(int at, sql::Blob blob) override;
  void bind_null(int at, sql::Type type) override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::string_view blob(int column) const override;

 protected:
  Parameters parameters_;
  Result result_;
  int row_ = -1;
};

/// All rows are received by the first step().
class WholeStatement final : public ParameterStatement {
 public:
  using Free = std::vector<WholeStatement*>;

  WholeStatement(Database& database, Prepared& prepared, Free& home)
      : database_(database), prepared_(prepared), home_(home) {}
  bool step() override;
  void run() override;
  void run_on_one() override;
  void release() noexcept override;

 private:
  Database& database_;
  Prepared& prepared_;
  Free& home_;
  bool done_ = false;
};

/// Rows come by a cursor: 500 at a time, or 100 when they have documents.
class StreamStatement final : public ParameterStatement {
 public:
  using Free = std::vector<StreamStatement*>;

  StreamStatement(Database& database, std::string sql, std::string cursor, Free& home)
      : database_(database), sql_(std::move(sql)), cursor_(std::move(cursor)), home_(home) {}
  bool step() override;
  void run() override;
  void run_on_one() override { run(); }
  void release() noexcept override;

 private:
  Database& database_;
  std::string sql_, cursor_;
  Free& home_;
  bool open_ = false;
};

/// A row of a result that somebody else steps through.
class RowStatement final : public ParameterStatement {
 public:
  explicit RowStatement(Result result) { result_ = std::move(result); }
  const Result& result() const { return result_; }
  void go_to(int row) { row_ = row; }
  bool step() override { return false; }
  void run() override {}
  void run_on_one() override {}
  void release() noexcept override {}
};

/// Collects rows, and has none to read.
class CollectingStatement : public sql::Statement {
 public:
  bool step() final { return false; }
  bool is_null(int) const final { return true; }
  std::int64_t integer(int) const final { return 0; }
  std::string_view text(int) const final { return {}; }
  std::string_view blob(int) const final { return {}; }
  void release() noexcept override {}
};

/// Collects rows to be changed by one statement over all of them, or, when they are few, by one for
/// each: see sql::Database::amend().
class AmendStatement final : public CollectingStatement {
 public:
  /// The names are those of the two prepared statements.
  AmendStatement(Database& database, std::string_view sql, std::string row_name,
                 std::string rows_name);

  void bind(int at, std::int64_t value) override;
  void bind(int at, std::string_view text) override;
  void bind(int at, sql::Blob blob) override;
  void bind_null(int at, sql::Type type) override;
  void run() override;
  void run_on_one() override;

  /// Sends what was collected.
  void flush();
  void forget() noexcept;

 private:
  struct Column {
    ParameterType type;
    std::string values;  // as an array has them
  };

  Database& database_;
  std::string text_;  // for one row
  Prepared for_row_, for_rows_;
  std::vector<Column> columns_;
  std::int32_t rows_ = 0;
  std::size_t bytes_ = 0;
  bool each_exists_ = false;
  bool one_row_a_key_;  // which of two with one key would be done last is unknown
  std::unordered_set<std::string> keys_;

  std::string& value_of(int at, ParameterType type, std::string_view key);
  void add(int at, ParameterType type, std::string_view bytes);
  void send_one_by_one();
  void send_arrays();
};

/// Collects rows of a table.
class CopyStatement final : public CollectingStatement {
 public:
  CopyStatement(Database& database, std::string table)
      : database_(database), table_(std::move(table)) {}

  void bind(int at, std::int64_t value) override;
  void bind(int at, std::string_view text) override;
  void bind(int at, sql::Blob blob) override;
  void bind_null(int at, sql::Type type) override;
  void run() override;
  void run_on_one() override { run(); }
  void release() noexcept override;

  /// Sends the rows.
  void flush();
  void forget() { rows_.clear(); }

 private:
  Database& database_;
  std::string table_;
  std::string rows_;  // in the format of COPY
  std::string row_;   // the one being bound
  std::int16_t columns_ = 0;

  void add(std::string_view bytes);
};

}  // namespace roster::postgres
