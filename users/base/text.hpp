// Text: UTF-8 checked, and made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace roster {

/// A text fit for a message, a report and a terminal: UTF-8 on one line. Control characters and
/// bytes that are not UTF-8 (old zip programs use DOS code pages) come out as `\xHH`.
std::string printable(std::string_view text);

}  // namespace roster
