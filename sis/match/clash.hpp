// Clash: decides which records that exchange ids can be written together. Pure.
//
// At the end of a feed it is known which user has which id, in any order of the records: two users
// can exchange barcodes, three can rotate them. A record whose ids belong to another user waits
// until the feed has been read; then all waiting records are decided together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "users/store/store.hpp"

namespace roster::sis {

/// A hash of an id in its comparison form.
using IdKey = std::uint64_t;

/// An id that another user has in the store.
struct Obstacle {
  IdKey key = 0;
  UserId holder = 0;
};

/// The ids that a waiting record needs.
struct Wish {
  UserId person = 0;  // the record's user; a new user has a unique negative number
  std::vector<IdKey> wants;
  std::vector<Obstacle> obstacles;  // those of the wanted ids
};

/// Why a record cannot be written: `holder` has `key` and keeps it, or (0) an earlier record of
/// this feed takes it. `same_person`: an earlier record is about the same user.
struct Refusal {
  IdKey key = 0;
  UserId holder = 0;
  bool same_person = false;
};

/// Decides wishes in the order of their records; nothing means granted. All granted records can be
/// written together. A holder that keeps an id has priority, then the earlier record. A rejected
/// record gives up no ids. The time is linear in the number of wishes, whatever their dependencies.
std::vector<std::optional<Refusal>> settle_wishes(std::span<const Wish> wishes);

}  // namespace roster::sis
