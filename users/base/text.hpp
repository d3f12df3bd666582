// Text: decodes UTF-8, classifies blank and invisible characters, and makes text printable. Only
// this file decides which characters are invisible.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roster {

/// A character and its length in bytes; length 0 means that the bytes are not UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};

/// The character at `at`; requires `at` < `end`. Overlong forms, surrogates and values beyond
/// U+10FFFF are not UTF-8.
CodePoint decode_utf8(const char* at, const char* end);

/// Appends a character's UTF-8 bytes.
void append_utf8(char32_t value, std::string& out);

bool is_utf8(std::string_view text);

/// C0, DEL and C1.
bool is_control(char32_t value);
bool has_control(std::string_view text);

/// Space, tab, line ends, and Unicode blanks (no-break space, em space, …).
bool is_blank_character(char32_t value);

/// True for characters without width and characters that reorder their neighbours: zero width
/// spaces and joiners, soft hyphen, byte order mark, direction marks and overrides, variation
/// selectors, tags. Source: Unicode, Default_Ignorable_Code_Point.
bool is_invisible(char32_t value);

/// The text without leading and trailing blanks (is_blank_character).
std::string_view trim(std::string_view text);

/// What nobody sees in an id or a code: invisible and control characters, line separators.
/// first_invisible() returns 0 when there is none.
bool has_invisible(std::string_view text);
char32_t first_invisible(std::string_view text);

/// The text without what has_invisible() finds.
std::string without_invisible(std::string_view text);

/// Makes a text safe for messages, reports and terminals: UTF-8 on one line. C0 control characters
/// and invalid bytes (old zip programs use DOS code pages) become `\x1B`; C1 control characters,
/// line separators and invisible characters become `\u200B`.
std::string printable(std::string_view text);

/// The first `most` characters of a text, printable, followed by `…` when there are more.
std::string printable_start(std::string_view text, std::size_t most);

}  // namespace roster
