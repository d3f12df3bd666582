#include "users/store/postgres/engine/migrate.hpp"

#include <array>
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>

#include "embedded/postgres_001.hpp"
#include "embedded/postgres_002.hpp"
#include "users/store/error.hpp"
#include "users/store/sql/base/settings.hpp"

namespace roster::postgres {

namespace {

// The schema's versions, oldest first; never change one that was released.
const std::array<std::string_view, 2> kMigrations = {embedded::postgres_001,
                                                     embedded::postgres_002};
constexpr std::int64_t kVersion = kMigrations.size();

/// 0: there is no store.
std::int64_t known_version(Database& database) {
  Connection& connection = database.connection();
  const Result exists = connection.run("SELECT to_regclass('schema_versions') IS NOT NULL");
  if (exists.text(0, 0) != "t") return 0;
  const Result newest = connection.run("SELECT coalesce(max(version), 0) FROM schema_versions");
  const std::int64_t version = std::stoll(newest.text(0, 0));
  sql::refuse_newer(database.name(), version, kVersion);
  return version;
}

void write_settings(Connection& connection, const StoreOptions& options) {
  const bool sensitive = options.identifier_case == IdentifierCase::sensitive;
  connection.run(std::string("INSERT INTO settings VALUES ('identifier_case', '") +
                 (sensitive ? "sensitive" : "insensitive") + "') ON CONFLICT (name) DO NOTHING");
}

/// The part of the first version that makes the lease: it is there before all else.
std::string lease_statements() {
  const std::string_view all = embedded::postgres_001;
  const std::size_t from = all.find("CREATE TABLE IF NOT EXISTS lease");
  const std::size_t insert = all.find("INSERT INTO lease", from);
  assert(insert != std::string_view::npos);
  return std::string(all.substr(from, all.find(';', insert) + 1 - from));
}

bool has_lease(Connection& connection) {
  const Result found = connection.run("SELECT to_regclass('lease') IS NOT NULL");
  return found.text(0, 0) == "t" && connection.run("SELECT 1 FROM lease").rows() > 0;
}

/// Two processes that make the same table at the same time get in each other's way; each statement
/// can be repeated.
void make_lease(Connection& connection) {
  constexpr int kAttempts = 5;
  for (int attempt = 1; !has_lease(connection); ++attempt) {
    try {
      connection.run(lease_statements());
    } catch (const Refused& refused) {
      const bool in_the_way = refused.code == "23505" || refused.code == "42P07" ||
                              refused.code == "40P01" || refused.code == "XX000";
      if (!in_the_way || attempt == kAttempts) throw;
    }
  }
}

void run_migration(Connection& connection, std::int64_t version, const StoreOptions& options) {
  connection.run(std::string(kMigrations[static_cast<std::size_t>(version)]));
  if (version == 0) write_settings(connection, options);
  connection.run("INSERT INTO schema_versions VALUES (" + std::to_string(version + 1) +
                 ") ON CONFLICT (version) DO NOTHING");
}

void migrate(Database& database, Lease& lease, const StoreOptions& options) {
  for (std::int64_t version = known_version(database); version < kVersion; ++version) {
    begin_writing(database, lease);
    try {
      run_migration(database.connection(), version, options);
      database.commit();
    } catch (...) {
      database.rollback();
      throw;
    }
  }
}

}  // namespace

std::unique_ptr<Lease> take_store(const std::string& url, Database& database,
                                  const StoreOptions& options) {
  known_version(database);  // nothing is taken of a newer one
  try {
    make_lease(database.connection());
    auto lease = std::make_unique<Lease>(url, database.name());
    migrate(database, *lease, options);
    return lease;
  } catch (const Refused& refused) {
    if (refused.code != "42501") throw;
    throw StoreError(std::string(refused.what()) +
                     "; the role must own the database, as `createdb --owner` makes it");
  }
}

void require_newest(Database& database) {
  sql::require_newest(database.name(), known_version(database), kVersion);
}

}  // namespace roster::postgres
