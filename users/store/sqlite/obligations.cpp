#include "users/store/sqlite/obligations.hpp"

#include <algorithm>

#include "users/base/fold.hpp"
#include "users/store/error.hpp"
#include "users/store/sqlite/columns.hpp"

namespace roster {

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
    throw StoreError(database_.name() + ": obligations of " + std::string(source) +
                     " were not begun");
  }
  for (const Obligation& row : rows) {
    const std::string key = fold_primary_id(row.id);
    database_.run("INSERT INTO obligations VALUES (?1, ?2, ?3, ?4, ?5, ?6)", number.integer(0), key,
                  row.id, kind_text(row), row.count, row.amount.units);
  }
}

bool SqliteObligations::has_obligations() {
  return database_.query("SELECT 1 FROM obligations").step();
}

/// The keys under which there are rows that concern a user. Most have none, so the rows are looked
/// for first.
std::vector<std::string> SqliteObligations::obligation_keys(UserId id) {
  std::vector<std::string> keys;
  auto ids = database_.query(
      "SELECT primary_key, 1 FROM users WHERE id = ?1"
      " UNION ALL SELECT value, 0 FROM identifiers WHERE user = ?1",
      id);
  while (ids.step()) {
    const bool primary = ids.integer(1) != 0;
    std::string key = primary ? std::string(ids.text(0)) : fold_primary_id(ids.text(0));
    if (!database_.query("SELECT 1 FROM obligations WHERE key = ?1", key).step()) continue;
    const bool known = std::find(keys.begin(), keys.end(), key) != keys.end();
    const auto has_owner = [&] {
      return database_.query("SELECT 1 FROM users WHERE primary_key = ?1", key).step();
    };
    if (primary || (!known && !has_owner())) keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<std::vector<Obligation>> SqliteObligations::obligations_of(
    std::span<const UserId> ids) {
  std::vector<std::vector<Obligation>> found(ids.size());
  if (!has_obligations()) return found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (const std::string& key : obligation_keys(ids[i])) {
      auto query = database_.query(
          "SELECT id, kind, count, amount FROM obligations WHERE key = ?1 ORDER BY rowid", key);
      while (query.step()) {
        Obligation row;
        row.id = query.text(0);
        row.count = query.integer(2);
        row.amount = Amount{query.integer(3)};
        if (!read_kind(query.text(1), row))
          throw StoreError(database_.name() + ": an obligation of unknown kind");
        found[i].push_back(std::move(row));
      }
    }
  }
  return found;
}

void SqliteObligations::forget_obligations(std::span<const UserId> ids) {
  if (!has_obligations()) return;
  for (const UserId id : ids) {
    for (const std::string& key : obligation_keys(id)) {
      database_.run("DELETE FROM obligations WHERE key = ?1", key);
    }
  }
}

std::vector<ObligationSource> SqliteObligations::obligation_sources() {
  std::vector<ObligationSource> sources;
  auto query = database_.query("SELECT name, as_of FROM obligation_sources ORDER BY name");
  while (query.step())
    sources.push_back({std::string(query.text(0)), sqlite::time_of(query.integer(1))});
  return sources;
}

ObligationCounts SqliteObligations::count_obligations(std::string_view source) {
  auto query = database_.query(
      "SELECT count(*), count(DISTINCT owner), count(*) - count(owner) FROM"
      " (SELECT coalesce((SELECT u.id FROM users u WHERE u.primary_key = o.key),"
      "                  (SELECT i.user FROM identifiers i WHERE i.value = o.id)) AS owner"
      "  FROM obligations o WHERE o.source ="
      "  (SELECT number FROM obligation_sources WHERE name = ?1))",
      source);
  query.step();
  return {query.integer(0), query.integer(1), query.integer(2)};
}

}  // namespace roster
