// API key: the characters of an API key, and what of them is kept.
#pragma once

#include <string>
#include <string_view>

namespace roster {

/// A new key: 256 random bits as 64 hexadecimal digits. Throws std::runtime_error when the machine
/// has no randomness.
std::string make_api_key();

/// SHA-256 of a key's characters, 32 bytes. Looking a digest up tells nothing by its time: who
/// guesses keys cannot choose digests.
std::string api_key_digest(std::string_view key);

}  // namespace roster
