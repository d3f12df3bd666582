// Undo requests: what an undo obeys, as the sis layer wants it.
#pragma once

#include "daemon/work/session.hpp"
#include "sis/undo/undo.hpp"

namespace roster {

/// The request to undo a job: guarded by the limits of the profile whose load it was, held by what
/// holds against a deletion by hand, entered in the erasure ledger, which also tells who must not
/// be brought back. The session must outlive it. An undo by it throws purge::LedgerError when the
/// ledger cannot be read or written.
sis::UndoRequest undo_request(Session& session, JobNumber number);

}  // namespace roster
