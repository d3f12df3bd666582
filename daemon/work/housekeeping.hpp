// Housekeeping: what is kept for a while only: spooled copies, reports, the history behind undo,
// handled files.
#pragma once

#include "daemon/work/session.hpp"

namespace roster {

/// Removes what is past its retention. Copies and reports of jobs that are not over stay.
struct Kept {
  int spooled = 0, reports = 0, handled = 0;  // how many were removed
};
Kept keep_house(Session& session);

}  // namespace roster
