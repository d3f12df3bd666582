// API key: creates API keys and computes the digests that are stored.
#pragma once

#include <string>
#include <string_view>

namespace roster {

/// A new key: 256 random bits as 64 hexadecimal digits. Throws std::runtime_error when the system
/// has no randomness.
std::string make_api_key();

/// SHA-256 of a key's characters, 32 bytes. The time of a look-up by digest reveals nothing: an
/// attacker who guesses keys cannot choose their digests.
std::string api_key_digest(std::string_view key);

}  // namespace roster
