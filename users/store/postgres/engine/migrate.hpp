// Migrate: brings the schema of a PostgreSQL store (schemas/sql) up to date.
#pragma once

#include "users/store/postgres/engine/database.hpp"
#include "users/store/store.hpp"

namespace roster::postgres {

/// Creates or migrates the store according to the options. Throws StoreError when it has a newer
/// version.
void migrate(Database& database, const StoreOptions& options);

/// For readers: throws StoreMissing or StoreError unless there is a store of this version.
void require_newest(Database& database);

}  // namespace roster::postgres
