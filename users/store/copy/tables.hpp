// The tables of a store as every engine has them: what a copy of a store from one engine to another
// consists of. A test compares this list with the schemas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace roster::copying {

enum class ColumnType : std::uint8_t { integer, text, bytes };

struct Column {
  std::string_view name;
  ColumnType type;
};

struct Table {
  std::string_view name;
  std::vector<Column> columns;
  std::size_t key;            // the first columns, which identify and order the rows
  std::size_t batch = 1'000;  // rows that are read at once
};

/// In an order in which they can be filled: what a row refers to comes before it.
const std::vector<Table>& tables();

}  // namespace roster::copying
