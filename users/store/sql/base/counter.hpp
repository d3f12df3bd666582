// Counter: gives out numbers that are never given twice, from table counters.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "users/store/sql/base/database.hpp"

namespace roster::sql {

/// The next number, written at once.
std::int64_t next_number(Database& database, std::string_view counter);

/// For many numbers in one transaction: the row is read and written once.
class Counter {
 public:
  /// `name` is a literal.
  Counter(Database& database, std::string_view name) : database_(database), name_(name) {}

  /// The last number given out; 0 before the first.
  std::int64_t last();
  std::int64_t next();
  /// Call before a commit.
  void write_down();

 private:
  Database& database_;
  std::string_view name_;
  std::optional<std::int64_t> last_;  // loaded on first use
  bool changed_ = false;
};

}  // namespace roster::sql
