// Sandbox: what a configuration asks of rosterd.service that its sandbox forbids.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"

namespace roster {

/// Returns warnings. `drop_ins`: what changes the unit, as systemd reads it.
std::vector<Problem> check_sandbox(const ConfigFile& file, std::string_view drop_ins);

/// The drop-ins of rosterd.service on this machine.
std::string read_drop_ins();

}  // namespace roster
