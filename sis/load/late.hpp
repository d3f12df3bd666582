// Late records: what becomes, at the end of a feed, of the records whose ids somebody else had.
// Those that can be written together are: people exchange ids, or pass them round. Somebody of the
// profile whom a full feed no longer has gives up an identifier, never the primary id.
#pragma once

#include "sis/load/outcomes.hpp"
#include "sis/load/waiting.hpp"
#include "sis/match/generated_id.hpp"
#include "sis/match/match.hpp"

namespace roster::sis {

/// What writing needs; nothing is owned.
struct LateContext {
  Transaction& transaction;
  const LoadRequest& request;
  const ReadOptions& options;
  Outcomes& outcomes;
  SeenUsers& seen;
  SeenUsers& mentioned;
  IdGenerator& ids;
};

/// Who may lose an identifier to somebody of the feed.
enum class Movable : std::uint8_t { nobody, who_left };

/// Writes or rejects all records that wait, in the order of the feed.
void write_late(const LateContext& context, const WaitingRoom& waiting, Movable movable);

}  // namespace roster::sis
