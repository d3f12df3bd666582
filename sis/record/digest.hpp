// Digest: has this very record been read before? A record whose bytes have the digest stored for
// its user is unchanged without being parsed. The digest is seeded with everything else that
// decides what a record becomes (the profile's settings, the version of the reader), so that a
// changed profile reads every record anew.
#pragma once

#include <string_view>
#include <vector>

#include "sis/profile.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// The seed for records read by this profile's action: the settings, and the text of a schema file
/// of the administrator's own (not of files that one includes).
std::uint64_t digest_seed(const Profile& profile, const Action& action, JobKind kind);

/// 128 bits over a record's bytes (XXH3), never zero.
Digest record_digest(std::string_view bytes, std::uint64_t seed);

/// The digests of all stored users, looked up by value. Built once per load, then read by many
/// threads. 32 to 40 bytes a user.
class DigestIndex {
 public:
  /// Where a search ended. Feeds mostly keep their order from night to night, so the next one
  /// begins behind it, which needs no look into the table.
  using Place = std::size_t;

  static DigestIndex of(Transaction& transaction);

  /// The user whose record has this digest, or 0. `place` is the caller's own, 0 at first.
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
