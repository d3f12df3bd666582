// Undone: was a job undone?
#pragma once

#include <optional>

#include "users/store/store.hpp"

namespace roster {

/// The latest undo of this job that was applied and was not undone itself.
std::optional<JobNumber> undone_by(Transaction& transaction, JobNumber number);

/// True when an undo of this job was applied and was not undone itself.
bool is_undone(Transaction& transaction, JobNumber number);

}  // namespace roster
