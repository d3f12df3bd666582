// Oddities: settings that are valid but probably not intended. Reported when a configuration is
// checked, not when a daemon starts with it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"

namespace roster {

/// The user groups in the store. `all` is called only when a configured group has no users.
struct KnownGroups {
  std::function<bool(const std::string&)> has;
  std::function<std::vector<std::string>()> all;
};

/// Returns warnings, in the order of the file. `groups`: null without a store.
std::vector<Problem> find_oddities(const ConfigFile& file, const KnownGroups* groups);

}  // namespace roster
