// Hmac: the two things purge/ needs from a library of cryptography.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace roster::purge {

/// HMAC-SHA-256: 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// Bytes nobody can guess. Throws std::runtime_error when the system has none.
std::string random_bytes(std::size_t count);

/// Lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);

}  // namespace roster::purge
