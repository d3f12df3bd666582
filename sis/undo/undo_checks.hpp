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

/// Why the undo waits for an approval: it would remove too many users of the `population`, or it
/// is always held. Nothing when it need not wait.
std::optional<std::string> why_held(const UndoRequest& request, std::int64_t removed,
                                    std::int64_t population);

}  // namespace roster::sis
