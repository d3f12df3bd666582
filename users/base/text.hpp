// Text: UTF-8 checked, and made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace roster {

/// A text fit for a message, a report and a terminal: UTF-8 on one line. Control characters and
/// bytes that are not UTF-8 (old zip programs use DOS code pages) come out as `\xHH`.
std::string printable(std::string_view text);

bool is_utf8(std::string_view text);

/// The text without blanks at its ends: whatever Unicode calls white space, a no-break space too.
std::string_view trim_blanks(std::string_view text);

/// Does a UTF-8 text hold a character that leaves no mark on a screen (Unicode: default ignorable):
/// zero width spaces and joiners, soft hyphens, byte order marks, bidi controls?
bool has_invisible(std::string_view text);

}  // namespace roster
