// Erased check: asks the erasure ledger about the new users of a load.
#pragma once

#include <functional>

#include "daemon/work/session.hpp"

namespace roster {

/// For LoadRequest::was_erased. A ledger that cannot be read, its key missing for instance, does
/// not stop a load: then nobody was erased.
std::function<bool(Transaction&, const User&)> erased_check(const Session& session);

}  // namespace roster
