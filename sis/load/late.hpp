// Late records: at the end of a feed, writes or rejects the records whose ids belonged to another
// user. Records that exchange or rotate ids are written together. A user of the profile who is
// missing from a full feed gives up an identifier, but never the primary id.
#pragma once

#include "sis/load/outcomes.hpp"
#include "sis/load/waiting.hpp"
#include "sis/match/generated_id.hpp"
#include "sis/match/match.hpp"

namespace roster::sis {

/// The objects used for writing; nothing is owned.
struct LateContext {
  Transaction& transaction;
  const LoadRequest& request;
  const ReadOptions& options;
  Outcomes& outcomes;
  SeenUsers& seen;
  SeenUsers& mentioned;
  IdGenerator& ids;
};

/// The users who can lose an identifier to a user of the feed.
enum class Movable : std::uint8_t { nobody, who_left };

/// Writes or rejects all waiting records, in the order of the feed.
void write_late(const LateContext& context, const WaitingRoom& waiting, Movable movable);

}  // namespace roster::sis
