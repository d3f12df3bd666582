#include "users/store/sqlite/erasures.hpp"

#include "users/model/document.hpp"
#include "users/store/error.hpp"
#include "users/store/sqlite/columns.hpp"
#include "users/store/sqlite/documents.hpp"

namespace roster {
namespace {

constexpr auto kKeepsMost = static_cast<std::int64_t>(DeletePolicy::keep_fully_reportable);
constexpr auto kKeepsLeast =
    static_cast<std::int64_t>(DeletePolicy::keep_statistics_and_remove_primary_id);

/// A row of: number, hash, at, job, job_name, policy, chain.
Erasure read_erasure(const sqlite::Query& row) {
  return {row.integer(0),
          std::string(row.blob(1)),
          sqlite::time_of(row.integer(2)),
          row.integer(3),
          std::string(row.text(4)),
          parse_delete_policy(row.text(5)).value_or(DeletePolicy::fully_remove),
          std::string(row.blob(6))};
}

}  // namespace

// Remains -----------------------------------------------------------------------------------------

void SqliteErasures::put_remains(std::span<const Remains> remains) {
  for (const Remains& left : remains) {
    std::string document;
    encode_user(left.user, document);
    database_.run(
        "INSERT INTO remains VALUES (?1, ?2, ?3) ON CONFLICT (id)"
        " DO UPDATE SET policy = excluded.policy, document = excluded.document",
        left.id, static_cast<std::int64_t>(left.policy), sqlite::Blob{document});
  }
}

void SqliteErasures::drop_remains(std::span<const std::string> ids) {
  for (const std::string& id : ids) database_.run("DELETE FROM remains WHERE id = ?1", id);
}

std::vector<Remains> SqliteErasures::remains_looser_than(DeletePolicy policy,
                                                         std::string_view after,
                                                         std::size_t limit) {
  std::vector<Remains> found;
  auto query = database_.query(
      "SELECT id, policy, document FROM remains WHERE id > ?1 AND policy < ?2"
      " ORDER BY id LIMIT ?3",
      after, static_cast<std::int64_t>(policy), static_cast<std::int64_t>(limit));
  while (query.step()) {
    const std::int64_t kept_by = query.integer(1);
    if (kept_by < kKeepsMost || kept_by > kKeepsLeast) {
      throw StoreError(database_.name() + ": remains of an unknown policy");
    }
    found.push_back({std::string(query.text(0)), static_cast<DeletePolicy>(kept_by),
                     sqlite::decode(database_, 0, query.blob(2))});
  }
  return found;
}

// Ledger ------------------------------------------------------------------------------------------

void SqliteErasures::add_erasures(std::span<const Erasure> erasures) {
  for (const Erasure& erasure : erasures) {
    database_.run("INSERT INTO erasures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", erasure.number,
                  sqlite::Blob{erasure.hash}, sqlite::since_epoch(erasure.at), erasure.job,
                  erasure.job_name, to_string(erasure.policy), sqlite::Blob{erasure.chain});
  }
}

std::vector<Erasure> SqliteErasures::erasures_of(std::string_view hash) {
  std::vector<Erasure> found;
  auto query =
      database_.query("SELECT * FROM erasures WHERE hash = ?1 ORDER BY number", sqlite::Blob{hash});
  while (query.step()) found.push_back(read_erasure(query));
  return found;
}

std::vector<Erasure> SqliteErasures::erasures(std::int64_t after, std::size_t limit) {
  std::vector<Erasure> found;
  auto query = database_.query("SELECT * FROM erasures WHERE number > ?1 ORDER BY number LIMIT ?2",
                               after, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_erasure(query));
  return found;
}

std::optional<Erasure> SqliteErasures::last_erasure() {
  auto query = database_.query("SELECT * FROM erasures ORDER BY number DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return read_erasure(query);
}

}  // namespace roster
