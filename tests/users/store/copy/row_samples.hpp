// Rows for every table of a store, made of their columns alone.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "users/store/copy/rows.hpp"

namespace roster::test {

/// The n-th row, from 1: numbers are n, texts and bytes hold n and what is hard to copy. Every
/// other row has nothing where there may be nothing.
inline copying::Row sample_row(const copying::Table& table, std::int64_t n) {
  constexpr std::string_view kOptional[] = {"purge_date",   "expiry_date", "first_created",
                                            "last_created", "until",       "ended",
                                            "took",         "expires"};
  copying::Row row;
  for (const copying::Column& column : table.columns) {
    const bool may_be_none =
        std::find(std::begin(kOptional), std::end(kOptional), column.name) != std::end(kOptional) &&
        table.name != "locks";
    const std::string number = std::to_string(n);
    if (may_be_none && n % 2 == 0)
      row.emplace_back();
    else if (column.type == copying::ColumnType::integer)
      row.emplace_back(n);
    else if (column.type == copying::ColumnType::text)
      row.emplace_back("\u00e5\\ \"'\t\n" + number);
    else
      row.emplace_back(std::string("\0\xff\\", 3) + number);
  }
  return row;
}

/// Makes an empty store one with three rows in every table.
inline void fill(copying::RowStore& store) {
  store.begin_copy("nothing");
  for (const copying::Table& table : copying::tables()) {
    std::vector<copying::Row> rows;
    const std::int64_t most = table.name == "ledger_end" ? 1 : 3;
    for (std::int64_t n = 1; n <= most; ++n) rows.push_back(sample_row(table, n));
    store.append(table, rows);
  }
  store.commit();
  store.end_copy();
}

}  // namespace roster::test
