// Excerpt: makes untrusted bytes safe for messages.
#pragma once

#include <string>
#include <string_view>

namespace roster::sis {

/// The first 40 characters of a text, followed by `…` when there are more. Unsafe characters become
/// `\x07` or `\u200B` (printable).
std::string excerpt(std::string_view text);

}  // namespace roster::sis
