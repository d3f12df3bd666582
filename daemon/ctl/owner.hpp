// Owner: the account that owns a store's files.
#pragma once

#include <filesystem>
#include <string>

namespace roster {

/// When the process is root and the store's directory belongs to another account, permanently
/// switches to that account, whose home then is HOME: root would leave files that the daemon cannot
/// write. Of a store that is not a file, `beside` counts, or what is above it if it does not exist.
/// Returns whether it switched; false for a store in memory. Throws CommandError when it cannot
/// switch.
bool become_owner_of(const std::string& store_url, const std::filesystem::path& beside);

}  // namespace roster
