// Housekeeping: what is kept for a while only: spooled copies, reports, the history behind undo,
// handled files.
#pragma once

#include "daemon/work/session.hpp"

namespace roster {

/// How many were removed.
struct Kept {
  int spooled = 0, reports = 0, handled = 0;
};

/// Removes what is past its retention at `present` (HouseDay). Copies and reports of jobs that are
/// not over stay, and so do files whose job is held.
Kept keep_house(Session& session, Time present);

}  // namespace roster
