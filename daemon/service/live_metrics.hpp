// Live metrics: metrics that only the running daemon has.
#pragma once

#include "daemon/service/status.hpp"
#include "daemon/show/exposition.hpp"

namespace roster {

/// Adds the families of the schedule, the configuration, the log and the process.
void add_live_metrics(const LiveStatus& status, Exposition& out);

}  // namespace roster
