// Check of a configuration: everything that is wrong or odd about it, on this machine.
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/show/document.hpp"

namespace roster {

/// Every problem as `FILE:LINE:COLUMN: message`, then `roster.yaml: valid: 2 profiles, …` when
/// there is no error. Exit usage when there is one. Looks into the store, where there is one that
/// can be read, for the groups of users. Directories are looked at as this process may: who is not
/// the daemon's account leaves them out.
enum class Directories : bool { left_out, looked_at };
Notice check_configuration(const std::string& path, Directories directories);

}  // namespace roster
