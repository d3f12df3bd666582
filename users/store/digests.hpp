// Digests: a hash of the record each user was last read from, so that unchanged records are not
// parsed again.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "users/store/stored_user.hpp"

namespace roster {

/// 128-bit hash of a record's bytes; zero means none.
struct Digest {
  std::uint64_t low = 0, high = 0;

  explicit operator bool() const { return low != 0 || high != 0; }
  friend bool operator==(const Digest&, const Digest&) = default;
};

class DigestStore {
 public:
  virtual ~DigestStore() = default;

  /// Calls `visit` for every user with a digest.
  virtual void digests(const std::function<void(UserId, const Digest&)>& visit) = 0;
  /// Sets the digests of users whose record was parsed again and found unchanged.
  virtual void set_digests(std::span<const std::pair<UserId, Digest>> digests) = 0;
};

}  // namespace roster
