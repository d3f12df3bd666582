// Field counts: how many of a profile's users have each field, kept by every write.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "users/store/sqlite/engine/sqlite.hpp"
#include "users/store/users.hpp"

namespace roster::sqlite {

class FieldCounts {
 public:
  explicit FieldCounts(Database& database) : database_(database) {}

  void add(std::string_view profile, const FieldSet& fields);
  void subtract(std::string_view profile, const FieldSet& fields);
  /// What is counted so far, this transaction's writes included.
  ::roster::FieldCounts of(std::string_view profile);
  /// To be called before a commit.
  void write_down();

 private:
  Database& database_;
  std::map<std::string, ::roster::FieldCounts, std::less<>> changes_;

  void change(std::string_view profile, const FieldSet& fields, std::int64_t by);
};

}  // namespace roster::sqlite
