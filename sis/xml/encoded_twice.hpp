// Encoded twice: text that was UTF-8, was taken for windows-1252 or ISO-8859-1, and encoded again:
// `BjÃ¶rn` instead of `Björn`.
#pragma once

#include <string_view>

namespace roster::sis {

/// Does the text look so throughout? It holds C1 control characters, which no text needs, or all
/// its characters beyond ASCII come in groups that are the bytes of another character. Text in
/// which only some do (`CAFÉ “X”`) does not look so.
bool is_encoded_twice(std::string_view text);

}  // namespace roster::sis
