// Erased check: checks the new users of a load against the erasure ledger.
#pragma once

#include "daemon/work/session.hpp"
#include "sis/load/load.hpp"

namespace roster {

/// For LoadRequest::was_erased. A ledger that cannot be read, its key missing for instance, does
/// not stop a load: the answer is then that nobody knows.
std::function<sis::WasErased(Transaction&, const User&)> erased_check(const Session& session);

}  // namespace roster
