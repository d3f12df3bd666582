// Undone: was a job undone?
#pragma once

#include "users/store/store.hpp"

namespace roster {

/// True when an undo of this job was applied and was not undone itself.
bool is_undone(Transaction& transaction, JobNumber number);

}  // namespace roster
