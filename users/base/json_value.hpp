// Json value: a JSON text that was parsed or is being built. For data that Roster itself wrote:
// payloads of jobs, lines of reports.
//
//   const JsonValue line = parse_json(R"({"outcome":"updated","line":7})");
//   line.text("outcome");   "updated"
//
// Text is UTF-8. Numbers are 64-bit integers, or doubles when they have a point or an exponent.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace roster {

/// The text is not JSON: what() gives the position and quotes nothing.
struct JsonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct JsonValue {
  using Items = std::vector<JsonValue>;
  using Members = std::vector<std::pair<std::string, JsonValue>>;  // in document order

  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Items, Members> value =
      nullptr;

  /// The member of an object; nullptr when it is missing or this is not an object.
  const JsonValue* find(std::string_view key) const;
  /// A member's text; empty when there is none.
  std::string_view text(std::string_view key) const;
  /// The items of an array; empty for any other value.
  const Items& items() const;
  /// Adds a member to an object; turns a null into an object first.
  void add(std::string_view key, JsonValue member);

  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
};

/// Parses one value; only white space may surround it. Throws JsonError, also for nesting deeper
/// than 64 levels.
JsonValue parse_json(std::string_view text);

/// On one line, in the style of reports: `{"a":1,"b":[true,"c"]}`.
std::string print_json(const JsonValue& value);

}  // namespace roster
