// Encoded twice: UTF-8 text that was read as windows-1252 or ISO-8859-1 and encoded again: `BjÃ¶rn`
// instead of `Björn`.
#pragma once

#include <string_view>

namespace roster::sis {

/// Is the whole text encoded twice? True when it has C1 control characters, which valid text does
/// not need, or when all its non-ASCII characters form groups that are the bytes of another
/// character. False when only some of them do (`CAFÉ “X”`).
bool is_encoded_twice(std::string_view text);

}  // namespace roster::sis
