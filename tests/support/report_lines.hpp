// Lines of users.ndjson as a load writes them, each with its line break. The feeds of these tests
// are one line long.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/support/feed_text.hpp"

namespace roster::test {

/// A V.2 record that causes no warning.
inline std::string person(std::string_view id, std::string_view elements = "") {
  return user_xml(id, "<purge_date>2030-01-01</purge_date>" + std::string(elements));
}

inline std::string created(std::string_view id) {
  return fmt::format(R"({{"outcome":"created","primary_id":"{}","line":1}})"
                     "\n",
                     id);
}

/// `fields` as JSON: `"last_name","emails"`.
inline std::string updated(std::string_view id, std::string_view fields) {
  return fmt::format(R"({{"outcome":"updated","primary_id":"{}","line":1,"fields":[{}]}})"
                     "\n",
                     id, fields);
}

inline std::string rejected(std::string_view id, std::string_view code, std::string_view message) {
  return fmt::format(
      R"({{"outcome":"rejected","primary_id":"{}","line":1,"code":"{}","message":"{}"}})"
      "\n",
      id, code, message);
}

/// The rejection of a record that has an id of another user.
inline std::string taken(std::string_view id, std::string_view type, std::string_view value,
                         std::string_view by) {
  return rejected(
      id, "identifier_taken",
      fmt::format("Identifier of type {} and value {} is already taken {}", type, value, by));
}

}  // namespace roster::test
