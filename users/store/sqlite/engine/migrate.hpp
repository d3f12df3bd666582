// Migrate: brings the schema of a SQLite store up to date (schemas/sql), and what is stored with
// it.
#pragma once

#include "users/base/fold.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"
#include "users/store/store.hpp"

namespace roster::sqlite {

/// Makes or migrates the store, as the options say. Throws StoreError when the file is no store, or
/// one of a newer version.
void migrate(Database& database, const StoreOptions& options);

/// Refuses, for those who only read, what is not a store of this version: throws StoreError.
void require_newest(Database& database);

/// How identifiers compare in a migrated store.
IdentifierCase identifier_case(Database& database);

}  // namespace roster::sqlite
