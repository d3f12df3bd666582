// Oddities: settings that are allowed, and most likely not what was meant. For whoever has a
// configuration checked; a daemon that starts with it says nothing of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"

namespace roster {

/// The user groups there are; asked once, and only when a configured one has nobody.
struct KnownGroups {
  std::function<bool(const std::string&)> has;
  std::function<std::vector<std::string>()> all;
};

/// All are warnings, in the order of the file. `groups`: null where there is no store to look into.
std::vector<Problem> find_oddities(const ConfigFile& file, const KnownGroups* groups);

}  // namespace roster
