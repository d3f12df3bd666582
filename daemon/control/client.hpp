// Control client: a command run by the daemon instead of in this process.
#pragma once

#include <iosfwd>

#include "daemon/control/wire.hpp"
#include "daemon/ctl/ctl.hpp"

namespace roster {

/// Sends a typed command over a connection and writes what comes back. Throws WireError when the
/// daemon goes away.
Exit run_remotely(Wire wire, const Typed& typed, const Output& output, std::ostream& err);

}  // namespace roster
