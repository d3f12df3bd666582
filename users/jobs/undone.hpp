// Undone: did somebody take back what a job did?
#pragma once

#include "users/store/store.hpp"

namespace roster {

/// Is there an undo of this job that was applied and not taken back itself?
bool is_undone(Transaction& transaction, JobNumber number);

}  // namespace roster
