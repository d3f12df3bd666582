// Owner: whose files a store is made of.
#pragma once

#include <string>

namespace roster {

/// Root would leave files in a store's directory that its owner, the daemon, cannot write: when the
/// process is root and the directory is somebody else's, it becomes that account for good.
/// Answers whether it did; never for a store that is no file. Throws CommandError when it cannot
/// become it.
bool become_owner_of(const std::string& store_url);

}  // namespace roster
