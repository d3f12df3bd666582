// Rows: the values of an export's columns for one user after the other, and what is odd about them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exports/settings.hpp"
#include "exports/source.hpp"

namespace roster::exports {

/// Why a user is left out of the file.
struct Problem {
  std::string_view code;  // missing_field | unknown_code
  std::string message;
};

class Rows {
 public:
  /// Throws BadSource.
  Rows(std::vector<Column> columns, Day today);

  /// Makes the values of one user, each on one line and without what cannot be seen; a user with a
  /// problem has none. They are good until the next call.
  std::optional<Problem> fill(const User& user);
  const std::vector<std::string>& values() const { return values_; }
  const std::vector<Column>& columns() const { return columns_; }

  /// A code as the map of the column of this name has it; itself where there is no such column.
  /// Nothing when the map lacks it and says `error`, which is told among the unknown codes.
  std::optional<std::string> mapped(std::string_view column, const std::string& code);

  /// Codes that a column's map does not have and that went out all the same: {column, code} → how
  /// often.
  const std::map<std::pair<std::string, std::string>, std::int64_t>& unknown_codes() const {
    return unknown_;
  }

 private:
  std::vector<Column> columns_;
  std::vector<Source> sources_;  // empty: a constant
  std::vector<std::string> values_;
  std::map<std::pair<std::string, std::string>, std::int64_t> unknown_;

  std::optional<Problem> map_value(const Column& column, std::string& value);
};

}  // namespace roster::exports
