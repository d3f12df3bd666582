// Field counts: how many of a profile's users have a value in each field, updated by every write.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "users/store/sql/base/database.hpp"
#include "users/store/users.hpp"

namespace roster::sql {

class FieldCounts {
 public:
  explicit FieldCounts(Database& database) : database_(database) {}

  void add(std::string_view profile, const FieldSet& fields);
  void subtract(std::string_view profile, const FieldSet& fields);
  /// The current counts, including this transaction's writes.
  ::roster::FieldCounts of(std::string_view profile);
  /// Call before a commit.
  void write_down();

 private:
  Database& database_;
  std::map<std::string, ::roster::FieldCounts, std::less<>> changes_;

  void change(std::string_view profile, const FieldSet& fields, std::int64_t by);
};

}  // namespace roster::sql
