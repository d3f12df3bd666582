// Clash: which of the records that want each other's ids can be written together. Pure.
//
// A feed says who has which id at its end, whatever the order of its records: two people exchange
// their barcodes, three pass them round. A record whose ids are held by somebody else waits until
// the feed has been read; then all that wait are looked at together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "users/store/store.hpp"

namespace roster::sis {

/// A hash of an id in the form in which ids compare.
using IdKey = std::uint64_t;

/// An id that somebody else has in the store.
struct Obstacle {
  IdKey key = 0;
  UserId holder = 0;
};

/// What a waiting record needs.
struct Wish {
  UserId person = 0;  // whom it is about; a new person has a negative number of its own
  std::vector<IdKey> wants;
  std::vector<Obstacle> obstacles;  // of the ids that it wants
};

/// Why a record cannot be written: `key` is taken by `holder`, who does not give it up, or (0) in
/// this feed. `same_person`: an earlier record was about the same person.
struct Refusal {
  IdKey key = 0;
  UserId holder = 0;
  bool same_person = false;
};

/// Decides about wishes in the order of their records; nothing: granted. All that are granted can
/// be written together. Who has an id and keeps it comes first, then the earlier record. A refused
/// record gives nothing up. Takes time in proportion to the wishes, however they hang together.
std::vector<std::optional<Refusal>> settle_wishes(std::span<const Wish> wishes);

}  // namespace roster::sis
