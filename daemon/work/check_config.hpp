// Check of a configuration: finds all problems and oddities on this machine.
#pragma once

#include <optional>

#include "daemon/config/config.hpp"
#include "daemon/show/document.hpp"

namespace roster {

/// Returns every problem as `FILE:LINE:COLUMN: message`, then `roster.yaml: valid: 2 profiles, …`
/// when there is no error. The exit code is usage when there is one. Reads the user groups from the
/// store when possible. Directories are checked with this process's rights: leave them out when it
/// does not run as the daemon's account.
enum class Directories : bool { left_out, looked_at };
Notice check_configuration(const std::string& path, Directories directories);

/// The error of a configuration that would have identifiers compared otherwise than a store does,
/// which is made for good.
std::optional<Problem> case_problem(const ConfigFile& file, IdentifierCase of_store);
/// The same of its own store, when that can be read.
std::optional<Problem> case_problem(const ConfigFile& file);

}  // namespace roster
