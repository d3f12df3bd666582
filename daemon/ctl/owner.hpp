// Owner: the account that owns a store's files.
#pragma once

#include <string>

namespace roster {

/// When the process is root and the store's directory belongs to another account, permanently
/// switches to that account: root would leave files that the daemon cannot write. Returns whether
/// it switched; false for a store that is not a file. Throws CommandError when it cannot switch.
bool become_owner_of(const std::string& store_url);

}  // namespace roster
