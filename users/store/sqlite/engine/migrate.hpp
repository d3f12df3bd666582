// Migrate: brings the schema of a SQLite store (schemas/sql) and its data up to date.
#pragma once

#include "users/base/fold.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"
#include "users/store/store.hpp"

namespace roster::sqlite {

/// Creates or migrates the store according to the options. Throws StoreError when the file is not a
/// store or has a newer version.
void migrate(Database& database, const StoreOptions& options);

/// For readers: throws StoreError unless the file is a store of this version.
void require_newest(Database& database);

}  // namespace roster::sqlite
