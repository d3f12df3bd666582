// Text: UTF-8 read character by character, blanks and invisible characters told, and text made fit
// to be shown. The one place that knows which characters a person cannot see.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roster {

/// A character and how many bytes it takes; length 0 says that the bytes are not UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};

/// The character that begins at `at`, which lies before `end`. Overlong forms, surrogates and
/// values beyond U+10FFFF are not UTF-8.
CodePoint decode_utf8(const char* at, const char* end);

/// Appends a character's UTF-8 bytes.
void append_utf8(char32_t value, std::string& out);

bool is_utf8(std::string_view text);

/// C0, DEL and C1.
bool is_control(char32_t value);
bool has_control(std::string_view text);

/// Space, tab, line ends, and the blanks of Unicode (no-break space, em space, …).
bool is_blank_character(char32_t value);

/// Takes no room or reorders what stands around it: zero width spaces and joiners, soft hyphen,
/// byte order mark, marks and overrides of direction, variation selectors, tags. Source: Unicode,
/// Default_Ignorable_Code_Point.
bool is_invisible(char32_t value);

/// The text without blanks around it (is_blank_character).
std::string_view trim(std::string_view text);

/// Has the text a character that is invisible? Which one is the first?
bool has_invisible(std::string_view text);
char32_t first_invisible(std::string_view text);

/// The text without its invisible characters.
std::string without_invisible(std::string_view text);

/// A text fit for a message, a report and a terminal: UTF-8 on one line. C0 control characters and
/// bytes that are not UTF-8 (old zip programs use DOS code pages) come out as `\x1B`; C1 control
/// characters, line separators and invisible characters as `\u200B`.
std::string printable(std::string_view text);

/// The first `most` characters of a text, printable, with `…` behind them when there are more.
std::string printable_start(std::string_view text, std::size_t most);

}  // namespace roster
