#include "users/store/sqlite/engine/migrate.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "embedded/sqlite_001.hpp"
#include "embedded/sqlite_002.hpp"
#include "embedded/sqlite_003.hpp"
#include "embedded/sqlite_004.hpp"
#include "embedded/sqlite_005.hpp"
#include "users/model/document.hpp"
#include "users/store/error.hpp"
#include "users/store/sql/base/field_counts.hpp"
#include "users/store/sql/base/settings.hpp"

namespace roster::sqlite {
namespace {

// The schema's versions, oldest first; never change one that was released.
const std::array<std::string_view, 5> kMigrations = {embedded::sqlite_001, embedded::sqlite_002,
                                                     embedded::sqlite_003, embedded::sqlite_004,
                                                     embedded::sqlite_005};
constexpr std::int64_t kVersion = kMigrations.size();
constexpr std::int64_t kApplicationId = 0x526F7374;  // "Rost"

std::int64_t pragma(Database& database, std::string_view name) {
  auto query = database.query("PRAGMA " + std::string(name));
  return query.step() ? query.integer(0) : 0;
}

/// Reads every document: records damaged ones, counts fields, folds primary ids in the current way.
void read_documents(Database& database) {
  sql::FieldCounts counts(database);
  std::vector<std::pair<UserId, std::string>> keys;
  std::vector<UserId> damaged;
  auto query = database.query(
      "SELECT id, primary_key, document FROM users CROSS JOIN documents ON user = id");
  while (query.step()) {
    const UserId id = query.integer(0);
    try {
      const User user = decode_user(query.blob(2));
      std::string key = fold_primary_id(user.primary_id);
      if (key != query.text(1)) keys.emplace_back(id, std::move(key));
      counts.add(user.external_id, present_fields(user));
    } catch (const BadDocument&) {
      damaged.push_back(id);
    }
  }
  for (const auto& [id, key] : keys) {
    database.run("UPDATE users SET primary_key = ?2 WHERE id = ?1", id, key);
  }
  for (const UserId id : damaged) database.run("INSERT INTO suspects VALUES (?1)", id);
  counts.write_down();
}

/// Finds former ids in the history.
void find_former_ids(Database& database) {
  auto query =
      database.query("SELECT user, before FROM history JOIN users ON id = user ORDER BY revision");
  const auto add = [&](UserId id, std::string_view text) {
    database.run("INSERT INTO former_ids VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", id,
                 fold_primary_id(text), text);
  };
  while (query.step()) {
    try {
      const User before = decode_user(query.blob(1));
      add(query.integer(0), before.primary_id);
      for (const Identifier& identifier : before.user_identifiers) {
        add(query.integer(0), identifier.value);
      }
    } catch (const BadDocument&) {  // its former ids are unknown
    }
  }
  database.run(
      "DELETE FROM former_ids WHERE key IN"
      " (SELECT primary_key FROM users WHERE id = former_ids.user"
      "  UNION ALL SELECT roster_fold(value) FROM identifiers i WHERE i.user = former_ids.user)");
}

/// Identifiers that differ only in case.
std::vector<IdentifierClash> find_clashes(Database& database) {
  std::vector<IdentifierClash> clashes;
  auto query = database.query(
      "SELECT value, primary_key FROM identifiers JOIN users ON id = user WHERE roster_fold(value) "
      "IN"
      " (SELECT roster_fold(value) FROM identifiers GROUP BY 1 HAVING count(*) > 1)"
      " ORDER BY roster_fold(value), value LIMIT 1000");
  while (query.step()) {
    clashes.push_back({std::string(query.text(0)), std::string(query.text(1))});
  }
  return clashes;
}

void fold_identifiers(Database& database) {
  database.execute("DROP INDEX identifiers_by_value");
  database.run(
      "UPDATE identifiers SET value = roster_fold(value) WHERE value <> roster_fold(value)");
  database.execute("CREATE UNIQUE INDEX identifiers_by_value ON identifiers (value)");
}

/// The part of the migration to version 3 that SQL cannot express.
void complete_version_3(Database& database, const StoreOptions& options) {
  read_documents(database);
  find_former_ids(database);
  database.run("UPDATE obligations SET key = roster_fold(id) WHERE key <> roster_fold(id)");
  bool sensitive = options.identifier_case == IdentifierCase::sensitive;
  if (!sensitive) {
    const std::vector<IdentifierClash> clashes = find_clashes(database);
    sensitive = !clashes.empty();
    if (sensitive && options.on_clashes) options.on_clashes(clashes);
  }
  if (!sensitive) fold_identifiers(database);
  database.run("INSERT INTO settings VALUES ('identifier_case', ?1)",
               std::string_view(sensitive ? "sensitive" : "insensitive"));
}

void run_migrations(Database& database, std::int64_t version, const StoreOptions& options) {
  for (auto i = static_cast<std::size_t>(version); i < kMigrations.size(); ++i) {
    database.execute(std::string(kMigrations[i]));
    if (i + 1 == 3) complete_version_3(database, options);
  }
  database.execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                   "; PRAGMA user_version = " + std::to_string(kVersion));
}

/// Returns 0 for an empty file, which may become a store.
std::int64_t known_version(Database& database) {
  const std::int64_t version = pragma(database, "user_version");
  const bool empty = !database.has_rows("sqlite_schema");
  if (!empty && pragma(database, "application_id") != kApplicationId) {
    throw StoreError(database.name() + ": is a SQLite file but not a Roster store");
  }
  sql::refuse_newer(database.name(), version, kVersion);
  return version;
}

}  // namespace

void migrate(Database& database, const StoreOptions& options) {
  const std::int64_t version = known_version(database);
  if (version == kVersion) return;
  database.execute("BEGIN IMMEDIATE");
  try {
    run_migrations(database, version, options);
    database.commit();
  } catch (...) {
    database.rollback();
    throw;
  }
}

void require_newest(Database& database) {
  sql::require_newest(database.name(), known_version(database), kVersion);
}

}  // namespace roster::sqlite
