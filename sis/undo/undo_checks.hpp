// Undo checks: whether a job can be undone, and which later work an undo would destroy. Used by
// sis/undo only.
#pragma once

#include "sis/undo/undo.hpp"

namespace roster::sis {

/// Throws CannotUndo unless the request's job can be undone.
void check_undoable(Transaction& transaction, const UndoRequest& request);

/// Did the job create the entry's user?
bool is_creation(const HistoryEntry& entry);

/// How many users the profile of the load behind this job has.
std::int64_t population(Transaction& transaction, JobNumber number);

/// Returns nothing, or the reason why too many users would be removed.
std::optional<std::string> check_removals(const UndoGuard& guard, std::int64_t removed,
                                          std::int64_t population);

}  // namespace roster::sis
