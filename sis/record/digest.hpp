// Digest: detects records that were read before. A record whose bytes have the digest stored for
// its user is unchanged and is not parsed. The seed of the digest contains everything else that
// determines the result (the profile's settings, the version of the reader), so that a changed
// profile parses every record again.
#pragma once

#include <string_view>
#include <vector>

#include "sis/profile.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// The seed for records of this profile's action: the settings, and the text of a custom schema
/// file (without the files that it includes).
std::uint64_t digest_seed(const Profile& profile, const Action& action, JobKind kind);

/// 128-bit hash (XXH3) of a record's bytes, never zero.
Digest record_digest(std::string_view bytes, std::uint64_t seed);

/// The digests of all stored users, looked up by value. Built once per load, then read by many
/// threads. 32 to 40 bytes a user.
class DigestIndex {
 public:
  /// The position after the last match. Feeds mostly keep their order from night to night, so the
  /// next search first compares the digest at this position, without a table lookup.
  using Place = std::size_t;

  static DigestIndex of(Transaction& transaction);

  /// The user whose record has this digest, or 0. `place` belongs to the caller and starts at 0.
  UserId find(const Digest& digest, Place& place) const;

 private:
  struct Known {
    Digest digest;
    UserId id;
  };
  std::vector<Known> known_;          // by id
  std::vector<std::uint32_t> slots_;  // index into known_ plus one; a power of two of them

  std::size_t slot_of(const Digest& digest) const { return digest.low & (slots_.size() - 1); }
};

}  // namespace roster::sis
