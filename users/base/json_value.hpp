// Json value: a JSON text that was read, or one under construction. For what Roster itself wrote:
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

/// The text is no JSON: what() says where. It quotes nothing.
struct JsonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct JsonValue {
  using Items = std::vector<JsonValue>;
  using Members = std::vector<std::pair<std::string, JsonValue>>;  // in their order

  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Items, Members> value =
      nullptr;

  /// The member of an object; nullptr when there is none, or this is no object.
  const JsonValue* find(std::string_view key) const;
  /// A member's text; empty when there is none.
  std::string_view text(std::string_view key) const;
  /// The items of an array; none of anything else.
  const Items& items() const;
  /// Adds a member to an object, or to a null, which becomes one.
  void add(std::string_view key, JsonValue member);

  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
};

/// Reads one value with nothing but blanks around it. Throws JsonError; also when it is nested
/// deeper than 64 levels.
JsonValue parse_json(std::string_view text);

/// On one line, as the reports are: `{"a":1,"b":[true,"c"]}`.
std::string print_json(const JsonValue& value);

}  // namespace roster
