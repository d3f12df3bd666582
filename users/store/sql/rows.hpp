// Sql rows: the tables of a SQL database, row by row, for copies. An engine says how it is opened.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/store/copy/rows.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster {

class SqlRows : public copying::RowStore {
 public:
  std::int64_t count(const copying::Table& table) override;
  std::vector<copying::Row> read(const copying::Table& table, const copying::Row& after) override;
  void begin_copy(std::string_view source) override;
  void append(const copying::Table& table, std::span<const copying::Row> rows) override;
  void commit() override;
  void end_copy() override;

 protected:
  virtual sql::Database& database() = 0;
  /// Begins a transaction: of a source, one that sees all tables at one moment.
  virtual void begin() = 0;

 private:
  bool in_transaction_ = false;

  void need_transaction();
};

/// Throws StoreError when a copy into this store has not ended. For stores and readers that open.
void refuse_unfinished(sql::Database& database);

}  // namespace roster
