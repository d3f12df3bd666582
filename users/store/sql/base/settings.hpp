// Settings: what was decided when a store was made.
#pragma once

#include <cstdint>
#include <string>

#include "users/base/fold.hpp"
#include "users/store/sql/base/database.hpp"
#include "users/store/store.hpp"

namespace roster::sql {

/// For the schema's version of a store, and the one that this program supports: throws StoreError
/// when the store's is newer.
void refuse_newer(const std::string& store, std::int64_t version, std::int64_t supported);
/// For readers: throws StoreMissing when there is no store (version 0), StoreError when it is
/// older.
void require_newest(const std::string& store, std::int64_t version, std::int64_t supported);

/// How identifiers are compared in the store.
IdentifierCase identifier_case(Database& database);
/// Throws StoreError when the options want another comparison than the store's.
void require_identifier_case(const std::string& store, IdentifierCase is,
                             const StoreOptions& options);

}  // namespace roster::sql
