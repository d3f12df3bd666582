// Housekeeping: removes data with a limited retention: spooled copies, reports, the history for
// undo, handled files.
#pragma once

#include "daemon/work/session.hpp"

namespace roster {

/// Numbers of removed items.
struct Kept {
  int spooled = 0, reports = 0, handled = 0;
};

/// Removes what exceeds its retention at `present` (HouseDay). Copies and reports of jobs that are
/// not over stay, as do files whose job is held.
Kept keep_house(Session& session, Time present);

}  // namespace roster
