#include "daemon/work/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/show/outcome.hpp"

namespace roster {

namespace {

/// The name of a parameter on the command line: `ID`, `--source`.
std::string typed(std::string_view name) {
  const bool positional =
      std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return (positional ? "" : "--") + std::string(name);
}

[[noreturn]] void refuse_missing(std::string_view name) {
  throw CommandError(Exit::usage, typed(name) + " is required");
}

}  // namespace

void Arguments::refuse_beside(std::string_view chosen,
                              std::span<const std::string_view> others) const {
  for (const std::string_view other : others) {
    const auto* value = values_.if_contains(other);
    if (value == nullptr || (value->is_bool() && !value->as_bool())) continue;
    throw CommandError(Exit::usage, fmt::format("{} makes no use of {}", chosen, typed(other)));
  }
}

bool Arguments::flag(std::string_view name) const {
  const auto* value = values_.if_contains(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

std::string Arguments::text(std::string_view name) const {
  if (const auto text = optional_text(name)) return *text;
  refuse_missing(name);
}

std::optional<std::string> Arguments::optional_text(std::string_view name) const {
  const auto* value = values_.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->as_string());
}

std::int64_t Arguments::required_number(std::string_view name) const {
  if (const auto number = this->number(name)) return *number;
  refuse_missing(name);
}

std::optional<std::int64_t> Arguments::number(std::string_view name) const {
  const auto* value = values_.if_contains(name);
  if (value == nullptr || !value->is_int64()) return {};
  return value->as_int64();
}

std::vector<std::string> Arguments::required_texts(std::string_view name) const {
  std::vector<std::string> texts = this->texts(name);
  if (texts.empty()) refuse_missing(name);
  return texts;
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  std::vector<std::string> texts;
  const auto* value = values_.if_contains(name);
  if (value == nullptr || !value->is_array()) return texts;
  for (const auto& item : value->as_array()) {
    if (!item.is_string()) throw CommandError(Exit::usage, typed(name) + " is not a list of texts");
    texts.emplace_back(item.as_string());
  }
  return texts;
}

}  // namespace roster
