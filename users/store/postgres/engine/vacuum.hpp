// Vacuum: writes the tables of a store into new files, so that deleted rows are in them no longer.
#pragma once

#include <functional>

#include "users/store/postgres/engine/connection.hpp"

namespace roster::postgres {

/// Writes every table of the store anew, a table at a time, and the server's statistics, in which
/// common values stand, too. Meanwhile nobody can read the table. The files of before are removed,
/// not overwritten, and the server's log keeps what it has. Throws StoreError: when the role does
/// not own the database, or when somebody reads a table for more than a minute.
void vacuum(Connection& connection, const std::function<void()>& on_progress);

}  // namespace roster::postgres
