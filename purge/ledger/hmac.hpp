// Hmac: the cryptographic functions that purge/ uses.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct evp_mac_ctx_st;

namespace roster::purge {

/// HMAC-SHA-256 with one key. Preparing the key takes longer than hashing a short text, so it is
/// done once. For one thread.
class Hmac {
 public:
  explicit Hmac(std::string_view key);

  /// 32 bytes.
  std::string operator()(std::string_view text);

 private:
  struct Free {
    void operator()(evp_mac_ctx_st* context) const;
  };
  std::unique_ptr<evp_mac_ctx_st, Free> context_;
};

/// Cryptographically secure random bytes. Throws std::runtime_error when the system has none.
std::string random_bytes(std::size_t count);

/// Lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);

}  // namespace roster::purge
