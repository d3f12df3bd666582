// Payload of an undo: what its row keeps to run it again as it was asked.
#pragma once

#include "users/jobs/payload.hpp"

namespace roster::sis {

/// How many of the profile's users an undo may remove.
struct UndoGuard {
  double share = 0.05;  // 0 to 1
  int from = 100;       // smaller populations are not guarded
  int at_least = 10;    // fewer removed users are never too many
};

/// What to do when later loads of the profile changed or confirmed people that would be removed.
enum class LaterLoads : std::uint8_t { refuse, ignore };

/// Whom an undo may remove.
enum class Removals : std::uint8_t {
  guarded,
  listed  // those whom the store lists with the job, which somebody approved
};

/// When an undo waits for an approval.
enum class UndoHeld : std::uint8_t { beyond_guard, always };

struct UndoPayload {
  LaterLoads later_loads = LaterLoads::refuse;
  UndoGuard guard;
  Removals removals = Removals::guarded;
  UndoHeld held = UndoHeld::beyond_guard;
};

template <class Fields>
void describe(Fields& fields, UndoGuard& guard) {
  fields("share", guard.share);
  fields("from", guard.from);
  fields("at_least", guard.at_least);
}

template <class Fields>
void describe(Fields& fields, UndoPayload& payload) {
  fields("later_loads", payload.later_loads);
  fields("guard", payload.guard);
  fields("removals", payload.removals);
  fields("held", payload.held);
}

}  // namespace roster::sis
