// Undo checks: may a job be undone, and whose work would an undo spoil? Used by sis/load only.
#pragma once

#include "sis/undo/undo.hpp"

namespace roster::sis {

/// Throws CannotUndo unless the request's job can be undone.
void check_undoable(Transaction& transaction, const UndoRequest& request);

/// Nothing, or why so many users are too many, in words.
std::optional<std::string> check_removals(const UndoGuard& guard, std::int64_t removed,
                                          std::int64_t population);

}  // namespace roster::sis
