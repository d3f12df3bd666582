// Live metrics: what only the running daemon tells a metrics collector.
#pragma once

#include "daemon/service/status.hpp"
#include "daemon/show/exposition.hpp"

namespace roster {

/// Adds the families of the schedule, the configuration, the log and the process.
void add_live_metrics(const LiveStatus& status, Exposition& out);

}  // namespace roster
