// Texts: which values of a record are ids and codes (used for lookups), and problems in texts that
// the schema does not detect.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster::sis {

enum class TextKind : std::uint8_t {
  plain,  ///< for people: invisible characters can be correct (they join letters in some scripts)
  code    ///< an id or a code: an invisible character makes it a different one
};

/// The kind of a text member. Coded values are always codes.
constexpr TextKind kind_of_text(std::string_view member) {
  constexpr std::string_view kCodes[] = {
      "primary_id",     "value",        "status",
      "pin_number",     "block_status", "item_loan_id",
      "source_link_id", "linking_id",   "source_institution_code"};
  const bool code = std::find(std::begin(kCodes), std::end(kCodes), member) != std::end(kCodes);
  return code ? TextKind::code : TextKind::plain;
}

/// ASCII without control characters: nothing in it can be odd.
inline bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

/// `last_name: 'BjÃ¶rn' looks encoded twice`.
std::string said_twice(std::string_view member, std::string_view text);
/// `primary_id: 's100\u200B' holds an invisible character`.
std::string said_invisible(std::string_view member, std::string_view text);

/// A problem in a user's text.
struct OddText {
  std::string_view code;  // invisible_character | encoded_twice
  std::string message;
};

/// The first id or code with an invisible character, else the first text that was encoded twice.
std::optional<OddText> find_odd_text(const User& user);

/// What is wrong when an id is longer than a store's index takes, whatever the schema allows: at
/// most 2,500 bytes, folded and with its type.
std::optional<std::string> find_long_id(const User& user);

}  // namespace roster::sis
