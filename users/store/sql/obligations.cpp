#include "users/store/sql/obligations.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "users/base/fold.hpp"
#include "users/store/error.hpp"
#include "users/store/sql/base/columns.hpp"

namespace roster {
namespace {

// Owners of rows of source ?1: number, user, kind, count, amount.
#define ROSTER_OWNERS(table, on)                                                              \
  "SELECT o.number, x." table ", o.kind, o.count, o.amount FROM obligations o CROSS JOIN " on \
  " WHERE o.source = (SELECT number FROM obligation_sources WHERE name = ?1)"
constexpr std::string_view kByPrimaryId = ROSTER_OWNERS("id", "users x ON x.primary_key = o.key");
constexpr std::string_view kByFormerId = ROSTER_OWNERS("user", "former_ids x ON x.key = o.key");
constexpr std::string_view kByIdentifier =
    ROSTER_OWNERS("user", "identifiers x ON x.value = o.key");

// All users who have or had an id with key ?1.
constexpr std::string_view kOwners =
    "SELECT id FROM users WHERE primary_key = ?1"
    " UNION ALL SELECT user FROM former_ids WHERE key = ?1"
    " UNION ALL SELECT user FROM identifiers WHERE value = ?1";

constexpr std::size_t kBatch = 1000;

/// Reads a row of: id, kind, count, amount. A damaged one blocks its user until the next list.
Obligation read_obligation(const sql::Query& query) {
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

void SqlObligations::begin_obligations(std::string_view source, Time as_of) {
  database_.run(
      "INSERT INTO obligation_sources"
      " SELECT coalesce(max(number), 0) + 1, ?1, ?2 FROM obligation_sources WHERE TRUE"
      " ON CONFLICT (name) DO UPDATE SET as_of = excluded.as_of",
      source, sql::since_epoch(as_of));
  database_.run(
      "DELETE FROM obligations WHERE source ="
      " (SELECT number FROM obligation_sources WHERE name = ?1)",
      source);
}

void SqlObligations::add_obligations(std::string_view source, std::span<const Obligation> rows) {
  const std::int64_t of_source = number_of(source);
  if (of_source == 0) {
    throw StoreError(database_.name() + ": no obligations list of " + std::string(source) +
                     " was started");
  }
  std::int64_t number = last_row();
  for (const Obligation& row : rows) {
    const std::string key = fold_primary_id(row.id);
    database_.append("INSERT INTO obligations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", ++number,
                     of_source, key, row.id, kind_text(row), row.count, row.amount.units);
  }
  last_row_ = number;
}

/// 0: it never reported.
std::int64_t SqlObligations::number_of(std::string_view source) {
  auto query = database_.query("SELECT number FROM obligation_sources WHERE name = ?1", source);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t SqlObligations::last_row() {
  if (!last_row_) {
    auto query = database_.query("SELECT max(number) FROM obligations");
    last_row_ = query.step() ? query.integer(0) : 0;
  }
  return *last_row_;
}

/// The keys of all current and former ids of these users: by key, the places in `ids` of the users.
SqlObligations::Holders SqlObligations::holders_of(std::span<const UserId> ids) {
  Holders holders;
  for (const std::string_view sql : {"SELECT primary_key FROM users WHERE id = ?1",
                                     "SELECT value FROM identifiers WHERE user = ?1",
                                     "SELECT key FROM former_ids WHERE user = ?1"})
    database_.query_each(sql, ids, [&](std::size_t i, const sql::Query& row) {
      holders[fold_primary_id(row.text(0))].insert(i);
    });
  return holders;
}

std::vector<std::vector<Obligation>> SqlObligations::obligations_of(std::span<const UserId> ids) {
  std::vector<std::vector<Obligation>> found(ids.size());
  if (!database_.has_rows("obligations")) return found;
  const Holders holders = holders_of(ids);
  std::vector<std::string> keys;
  keys.reserve(holders.size());
  for (const auto& [key, places] : holders) keys.push_back(key);
  database_.query_each(
      "SELECT id, kind, count, amount FROM obligations WHERE key = ?1 ORDER BY number", keys,
      [&](std::size_t i, const sql::Query& row) {
        for (const std::size_t place : holders.at(keys[i]))
          found[place].push_back(read_obligation(row));
      });
  return found;
}

void SqlObligations::forget_obligations(std::span<const UserId> ids) {
  if (!database_.has_rows("obligations")) return;
  const Holders holders = holders_of(ids);
  std::vector<std::string> keys;
  for (const auto& [key, places] : holders) keys.push_back(key);
  std::set<std::string> owed;
  database_.query_each("SELECT 1 FROM obligations WHERE key = ?1 LIMIT 1", keys,
                       [&](std::size_t i, const sql::Query&) { owed.insert(keys[i]); });
  const std::set<UserId> going(ids.begin(), ids.end());
  std::set<std::string> kept;
  keys.assign(owed.begin(), owed.end());
  database_.query_each(kOwners, keys, [&](std::size_t i, const sql::Query& row) {
    if (!going.contains(row.integer(0))) kept.insert(keys[i]);
  });
  if (case_ == IdentifierCase::sensitive && !owed.empty())
    visit_folded([&](const std::string& key, UserId user) {
      if (owed.contains(key) && !going.contains(user)) kept.insert(key);
    });
  std::erase_if(keys, [&](const std::string& key) { return kept.contains(key); });
  database_.run_each("DELETE FROM obligations WHERE key = ?1", keys);
}

/// Identifiers as primary ids are folded, in a store that does not fold them.
void SqlObligations::visit_folded(
    const std::function<void(const std::string& key, UserId user)>& visit) {
  auto query = database_.stream("SELECT user, value FROM identifiers");
  while (query.step()) visit(fold_primary_id(query.text(1)), query.integer(0));
}

std::vector<ObligationSource> SqlObligations::obligation_sources() {
  std::vector<ObligationSource> sources;
  auto query = database_.query("SELECT name, as_of FROM obligation_sources ORDER BY name");
  while (query.step())
    sources.push_back({std::string(query.text(0)), sql::time_of(query.integer(1))});
  return sources;
}

/// Of a row of: number, …, kind, count, amount.
SqlObligations::Known SqlObligations::known_row(UserId user, const sql::Query& row) {
  const bool is_fee = row.text(2) == "fee";
  return {user, row.integer(0), is_fee ? row.integer(4) : 0, !is_fee && row.integer(3) > 0,
          row.text(2) == "request"};
}

/// The rows of a source with the users they belong to, each pair once, by user and row.
std::vector<SqlObligations::Known> SqlObligations::known_rows(std::string_view source) {
  std::vector<Known> known;
  for (const std::string_view sql : {kByPrimaryId, kByFormerId, kByIdentifier}) {
    auto query = database_.stream(sql, source);
    while (query.step()) known.push_back(known_row(query.integer(1), query));
  }
  if (case_ == IdentifierCase::sensitive) add_folded(source, known);
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  return known;
}

/// The owners by identifiers that are written otherwise than the row's key.
void SqlObligations::add_folded(std::string_view source, std::vector<Known>& known) {
  std::map<std::string, std::vector<UserId>> batch;
  const std::int64_t of_source = number_of(source);
  const auto look_up = [&] {
    std::vector<std::string> keys;
    for (const auto& [key, users] : batch) keys.push_back(key);
    database_.query_each(
        "SELECT number, source, kind, count, amount FROM obligations WHERE key = ?1", keys,
        [&](std::size_t i, const sql::Query& row) {
          if (row.integer(1) != of_source) return;
          for (const UserId user : batch.at(keys[i])) known.push_back(known_row(user, row));
        });
    batch.clear();
  };
  visit_folded([&](const std::string& key, UserId user) {
    batch[key].push_back(user);
    if (batch.size() == kBatch) look_up();
  });
  look_up();
}

ObligationCounts SqlObligations::count_obligations(std::string_view source) {
  ObligationCounts counts;
  const std::vector<Known> known = known_rows(source);
  std::vector<std::int64_t> rows;
  for (auto user = known.begin(); user != known.end();) {
    double owed = 0;  // no overflow
    bool blocked = false, beside_requests = false;
    auto row = user;
    for (; row != known.end() && row->user == user->user; ++row) {
      owed += static_cast<double>(row->fee);
      blocked = blocked || row->blocks;
      beside_requests = beside_requests || (row->blocks && !row->is_request);
      rows.push_back(row->number);
    }
    ++counts.users;
    if (blocked || owed > 0) ++counts.blocked;
    if (beside_requests || owed > 0) ++counts.blocked_beside_requests;
    user = row;
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  auto query =
      database_.query("SELECT count(*) FROM obligations WHERE source = ?1", number_of(source));
  query.step();
  counts.rows = query.integer(0);
  counts.unknown = counts.rows - static_cast<std::int64_t>(rows.size());
  return counts;
}

std::vector<Obligation> SqlObligations::unknown_obligations(std::string_view source,
                                                            std::size_t limit) {
  std::unordered_set<std::int64_t> known;
  for (const Known& row : known_rows(source)) known.insert(row.number);
  std::vector<Obligation> unknown;
  auto query = database_.stream(
      "SELECT id, kind, count, amount, number FROM obligations WHERE source = ?1 ORDER BY number",
      number_of(source));
  while (unknown.size() < limit && query.step())
    if (!known.contains(query.integer(4))) unknown.push_back(read_obligation(query));
  return unknown;
}

}  // namespace roster
