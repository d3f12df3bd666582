// Migrate: brings the schema of a PostgreSQL store (schemas/sql) up to date.
#pragma once

#include <memory>
#include <string>

#include "users/store/postgres/engine/database.hpp"
#include "users/store/postgres/engine/lease.hpp"
#include "users/store/store.hpp"

namespace roster::postgres {

/// Becomes the writer, then creates or migrates the store according to the options: each version in
/// a transaction of its own, which only the writer can commit. What was interrupted is continued.
/// Throws StoreBusy when another process writes, StoreError when the store has a newer version or
/// the role may not make tables.
std::unique_ptr<Lease> take_store(const std::string& url, Database& database,
                                  const StoreOptions& options);

/// For readers: throws StoreMissing or StoreError unless there is a store of this version.
void require_newest(Database& database);

}  // namespace roster::postgres
