// Settings: what was decided when a store was made.
#pragma once

#include "users/base/fold.hpp"
#include "users/store/sql/base/database.hpp"
#include "users/store/store.hpp"

namespace roster::sql {

/// How identifiers are compared in the store.
IdentifierCase identifier_case(Database& database);
/// Throws StoreError when the options want another comparison than the store's.
void require_identifier_case(const std::string& store, IdentifierCase is,
                             const StoreOptions& options);

}  // namespace roster::sql
