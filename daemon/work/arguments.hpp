// Arguments: the values of a request, by the names of the command's parameters.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// Throws CommandError when a required value is missing or a value has another type: a client of
/// the control socket may send anything.
class Arguments {
 public:
  explicit Arguments(boost::json::object values) : values_(std::move(values)) {}

  bool has(std::string_view name) const { return values_.contains(name); }
  bool flag(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::optional<std::string> optional_text(std::string_view name) const;
  std::int64_t required_number(std::string_view name) const;
  std::optional<std::int64_t> number(std::string_view name) const;
  std::vector<std::string> required_texts(std::string_view name) const;  // at least one
  std::vector<std::string> texts(std::string_view name) const;
  /// Throws CommandError (usage) when any of `others` is given beside `chosen`, which makes no use
  /// of it: nothing that was said is ignored.
  void refuse_beside(std::string_view chosen, std::span<const std::string_view> others) const;
  const boost::json::object& values() const { return values_; }

 private:
  boost::json::object values_;
};

}  // namespace roster
