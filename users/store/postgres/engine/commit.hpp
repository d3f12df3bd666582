// Commit: a commit that takes effect only for the one writer, and whose outcome is known even when
// the connection is lost while the server works on it.
#pragma once

#include <cstdint>

#include "users/store/postgres/engine/connection.hpp"

namespace roster::postgres {

/// Commits, and returns which commit of the store it was, if the lease's fence is still `fence`;
/// else throws StoreTaken, and nothing is applied. `earlier`: the last that was confirmed; throws
/// StoreWentBack when the server does not know it. When the answer to COMMIT gets lost, connects
/// again and looks whether it took effect; throws StoreError when it did not, StoreBroken when that
/// cannot be found out.
std::int64_t commit_fenced(Connection& connection, std::int64_t fence, std::int64_t earlier);

[[noreturn]] void throw_went_back(const Connection& connection);

}  // namespace roster::postgres
