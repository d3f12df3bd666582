#include "users/store/sqlite/obligations.hpp"

#include <algorithm>
#include <map>

#include "users/base/fold.hpp"
#include "users/store/error.hpp"
#include "users/store/sqlite/engine/columns.hpp"

namespace roster {
namespace {

#define ROSTER_OF_SOURCE " o.source = (SELECT number FROM obligation_sources WHERE name = ?1)"

// The rows of source ?1 and the users they belong to.
constexpr std::string_view kByPrimaryId =
    "INSERT INTO temp.known_rows SELECT o.rowid, u.id FROM obligations o"
    " CROSS JOIN users u ON u.primary_key = o.key WHERE" ROSTER_OF_SOURCE;
constexpr std::string_view kByFormerId =
    "INSERT INTO temp.known_rows SELECT o.rowid, f.user FROM obligations o"
    " CROSS JOIN former_ids f ON f.key = o.key WHERE" ROSTER_OF_SOURCE;
constexpr std::string_view kByIdentifier =
    "INSERT INTO temp.known_rows SELECT o.rowid, i.user FROM obligations o"
    " CROSS JOIN identifiers i ON i.value = o.key WHERE" ROSTER_OF_SOURCE;
constexpr std::string_view kByFoldedIdentifier =
    "INSERT INTO temp.known_rows SELECT o.rowid, i.user FROM identifiers i"
    " CROSS JOIN obligations o ON o.key = roster_fold(i.value) WHERE" ROSTER_OF_SOURCE;

// All users who have or had an id with key ?1.
constexpr std::string_view kOwners =
    "SELECT id FROM users WHERE primary_key = ?1"
    " UNION ALL SELECT user FROM former_ids WHERE key = ?1"
    " UNION ALL SELECT user FROM identifiers WHERE value = ?1";
constexpr std::string_view kOwnersFolded =
    "SELECT id FROM users WHERE primary_key = ?1"
    " UNION ALL SELECT user FROM former_ids WHERE key = ?1"
    " UNION ALL SELECT user FROM identifiers WHERE roster_fold(value) = ?1";

/// Reads a row of: id, kind, count, amount. A damaged one blocks its user until the next list.
Obligation read_obligation(const sqlite::Query& query) {
  Obligation row;
  row.id = query.text(0);
  row.count = query.integer(2);
  row.amount = Amount{query.integer(3)};
  if (!read_kind(query.text(1), row)) {
    row.kind = ObligationKind::other;
    row.word = "damaged";
    row.count = std::max<std::int64_t>(row.count, 1);
  }
  return row;
}

}  // namespace

void SqliteObligations::begin_obligations(std::string_view source, Time as_of) {
  database_.run(
      "INSERT INTO obligation_sources (name, as_of) VALUES (?1, ?2)"
      " ON CONFLICT (name) DO UPDATE SET as_of = excluded.as_of",
      source, sqlite::since_epoch(as_of));
  database_.run(
      "DELETE FROM obligations WHERE source ="
      " (SELECT number FROM obligation_sources WHERE name = ?1)",
      source);
}

void SqliteObligations::add_obligations(std::string_view source, std::span<const Obligation> rows) {
  auto number = database_.query("SELECT number FROM obligation_sources WHERE name = ?1", source);
  if (!number.step()) {
    throw StoreError(database_.name() + ": no obligations list of " + std::string(source) +
                     " was started");
  }
  for (const Obligation& row : rows) {
    const std::string key = fold_primary_id(row.id);
    database_.run("INSERT INTO obligations VALUES (?1, ?2, ?3, ?4, ?5, ?6)", number.integer(0), key,
                  row.id, kind_text(row), row.count, row.amount.units);
  }
}

std::set<std::string> SqliteObligations::keys_of(UserId id) {
  std::set<std::string> keys;
  auto ids = database_.query(
      "SELECT primary_key FROM users WHERE id = ?1"
      " UNION ALL SELECT value FROM identifiers WHERE user = ?1"
      " UNION ALL SELECT key FROM former_ids WHERE user = ?1",
      id);
  while (ids.step()) {
    std::string key = fold_primary_id(ids.text(0));
    // Checked first, because most ids have no rows.
    if (database_.query("SELECT 1 FROM obligations WHERE key = ?1", key).step())
      keys.insert(std::move(key));
  }
  return keys;
}

std::vector<std::vector<Obligation>> SqliteObligations::obligations_of(
    std::span<const UserId> ids) {
  std::vector<std::vector<Obligation>> found(ids.size());
  if (!database_.has_rows("obligations")) return found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (const std::string& key : keys_of(ids[i])) {
      auto query = database_.query(
          "SELECT id, kind, count, amount FROM obligations WHERE key = ?1 ORDER BY rowid", key);
      while (query.step()) {
        found[i].push_back(read_obligation(query));
      }
    }
  }
  return found;
}

void SqliteObligations::forget_obligations(std::span<const UserId> ids) {
  if (!database_.has_rows("obligations")) return;
  std::map<std::string, std::set<UserId>> keys;  // with the users among `ids` who have them
  for (const UserId id : ids)
    for (const std::string& key : keys_of(id)) keys[key].insert(id);
  for (const auto& [key, going] : keys) {
    auto owners =
        database_.query(case_ == IdentifierCase::sensitive ? kOwnersFolded : kOwners, key);
    bool stays = false;
    while (!stays && owners.step()) stays = !going.contains(owners.integer(0));
    if (!stays) database_.run("DELETE FROM obligations WHERE key = ?1", key);
  }
}

std::vector<ObligationSource> SqliteObligations::obligation_sources() {
  std::vector<ObligationSource> sources;
  auto query = database_.query("SELECT name, as_of FROM obligation_sources ORDER BY name");
  while (query.step())
    sources.push_back({std::string(query.text(0)), sqlite::time_of(query.integer(1))});
  return sources;
}

void SqliteObligations::find_known_rows(std::string_view source) {
  database_.execute(
      "CREATE TEMP TABLE IF NOT EXISTS known_rows (row INTEGER NOT NULL, user INTEGER NOT NULL);"
      "DELETE FROM temp.known_rows;");
  const bool sensitive = case_ == IdentifierCase::sensitive;
  for (const std::string_view insert :
       {kByPrimaryId, kByFormerId, sensitive ? kByFoldedIdentifier : kByIdentifier}) {
    database_.run(insert, source);
  }
}

ObligationCounts SqliteObligations::count_obligations(std::string_view source) {
  find_known_rows(source);
  auto query = database_.query(
      "WITH known AS (SELECT DISTINCT row, user FROM temp.known_rows), blocked AS"
      " (SELECT user FROM known CROSS JOIN obligations o ON o.rowid = row GROUP BY user"
      "  HAVING max(kind != 'fee' AND count > 0)"
      "  OR sum(CASE kind WHEN 'fee' THEN CAST(amount AS REAL) ELSE 0 END) > 0)"
      " SELECT (SELECT count(*) FROM obligations WHERE source ="
      "        (SELECT number FROM obligation_sources WHERE name = ?1)),"
      " count(DISTINCT user), count(DISTINCT row), (SELECT count(*) FROM blocked) FROM known",
      source);
  query.step();
  return {query.integer(0), query.integer(1), query.integer(3),
          query.integer(0) - query.integer(2)};
}

std::vector<Obligation> SqliteObligations::unknown_obligations(std::string_view source,
                                                               std::size_t limit) {
  find_known_rows(source);
  std::vector<Obligation> unknown;
  auto query = database_.query(
      "SELECT id, kind, count, amount FROM obligations"
      " WHERE source = (SELECT number FROM obligation_sources WHERE name = ?1)"
      " AND rowid NOT IN (SELECT row FROM temp.known_rows) ORDER BY rowid LIMIT ?2",
      source, static_cast<std::int64_t>(limit));
  while (query.step()) unknown.push_back(read_obligation(query));
  return unknown;
}

}  // namespace roster
