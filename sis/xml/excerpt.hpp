// Excerpt: a stranger's bytes made fit to stand in a message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace roster::sis {

/// The first 40 characters of a text, `…` behind them when there are more. What
/// must not be shown as it is comes out as `\x07` or `\u200B` (printable).
std::string excerpt(std::string_view text);

/// A size as configurations write it: `1MiB`, `64KiB`, `1000 bytes`.
std::string format_size(std::uint64_t bytes);

}  // namespace roster::sis
