#include "exports/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "users/base/csv.hpp"
#include "users/base/text.hpp"

namespace roster::exports {

Rows::Rows(std::vector<Column> columns, Day today)
    : columns_(std::move(columns)), values_(columns_.size()) {
  for (const Column& column : columns_)
    sources_.push_back(column.from.empty() ? Source{} : parse_source(column.from, today));
}

std::optional<Problem> Rows::fill(const User& user) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    std::string& value = values_[i];
    value.clear();
    if (sources_[i]) sources_[i](user, value);
    if (!value.empty() && !column.map.empty())
      if (auto problem = map_value(column, value)) return problem;
    if (value.empty()) value = column.value;
    value = cell_text(value);
    if (value.empty() && column.required)
      return Problem{"missing_field", fmt::format("{}: the user has no {}", column.name,
                                                  column.from.empty() ? "value" : column.from)};
  }
  return std::nullopt;
}

std::optional<std::string> Rows::mapped(std::string_view name, const std::string& code) {
  const auto column = std::find_if(columns_.begin(), columns_.end(),
                                   [&](const Column& each) { return each.name == name; });
  if (column == columns_.end() || column->map.empty()) return code;
  if (const auto found = column->map.find(code); found != column->map.end()) return found->second;
  ++unknown_[{column->name, code}];
  if (column->otherwise == "error") return std::nullopt;
  return column->otherwise == "keep" ? code : column->otherwise;
}

/// An empty value is no code.
std::optional<Problem> Rows::map_value(const Column& column, std::string& value) {
  if (const auto found = column.map.find(value); found != column.map.end()) {
    value = found->second;
    return std::nullopt;
  }
  if (column.otherwise == "error")
    return Problem{"unknown_code", fmt::format("{}: '{}' is not in its map", column.name,
                                               printable_start(value, 60))};
  ++unknown_[{column.name, value}];
  if (column.otherwise != "keep") value = column.otherwise;
  return std::nullopt;
}

}  // namespace roster::exports
