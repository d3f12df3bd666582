#include "users/store/postgres/engine/migrate.hpp"

#include <array>
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

void run_migrations(Database& database, const StoreOptions& options) {
  Connection& connection = database.connection();
  for (std::int64_t version = known_version(database); version < kVersion; ++version) {
    connection.run(std::string(kMigrations[static_cast<std::size_t>(version)]));
    if (version == 0) write_settings(connection, options);
    connection.run("INSERT INTO schema_versions VALUES (" + std::to_string(version + 1) +
                   ") ON CONFLICT (version) DO NOTHING");
  }
}

}  // namespace

/// Two processes that make the same tables at the same time get in each other's way; each statement
/// can be repeated.
void migrate(Database& database, const StoreOptions& options) {
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    try {
      return run_migrations(database, options);
    } catch (const Refused& refused) {
      const bool in_the_way = refused.code == "23505" || refused.code == "42P07" ||
                              refused.code == "40P01" || refused.code == "XX000";
      if (!in_the_way || attempt == kAttempts) throw;
    }
  }
}

void require_newest(Database& database) {
  sql::require_newest(database.name(), known_version(database), kVersion);
}

}  // namespace roster::postgres
