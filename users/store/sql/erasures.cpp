#include "users/store/sql/erasures.hpp"

#include <algorithm>

#include "users/model/document.hpp"
#include "users/store/error.hpp"
#include "users/store/sql/base/columns.hpp"

namespace roster {
namespace {

constexpr auto kKeepsMost = static_cast<std::int64_t>(DeletePolicy::keep_fully_reportable);
constexpr auto kKeepsLeast =
    static_cast<std::int64_t>(DeletePolicy::keep_statistics_and_remove_primary_id);

constexpr std::size_t kHashBytes = 32;

std::vector<std::string> split_hashes(std::string_view all) {
  std::vector<std::string> hashes;
  for (; !all.empty(); all.remove_prefix(std::min(all.size(), kHashBytes)))
    hashes.emplace_back(all.substr(0, kHashBytes));
  return hashes;
}

std::string join_hashes(const std::vector<std::string>& hashes) {
  std::string all;
  for (const std::string& hash : hashes) all += hash;
  return all;
}

/// Reads a row of: number, hashes, at, job, job_name, policy, chain.
Erasure read_erasure(const sql::Query& row) {
  return {row.integer(0),
          split_hashes(row.blob(1)),
          sql::time_of(row.integer(2)),
          row.integer(3),
          std::string(row.text(4)),
          parse_delete_policy(row.text(5)).value_or(DeletePolicy::fully_remove),
          std::string(row.blob(6))};
}

/// For a damaged document, returns an empty user.
User user_of(std::string_view document) {
  try {
    return decode_user(document);
  } catch (const BadDocument&) {
    return {};
  }
}

}  // namespace

// Remains -----------------------------------------------------------------------------------------

void SqlErasures::put_remains(std::span<const Remains> remains) {
  for (const Remains& left : remains) {
    std::string document;
    encode_user(left.user, document);
    database_.amend(
        "INSERT INTO remains VALUES (?1, ?2, ?3) ON CONFLICT (id)"
        " DO UPDATE SET policy = excluded.policy, document = excluded.document",
        left.id, static_cast<std::int64_t>(left.policy), sql::Blob{document});
  }
}

void SqlErasures::drop_remains(std::span<const std::string> ids) {
  database_.run_each("DELETE FROM remains WHERE id = ?1", ids);
}

std::vector<Remains> SqlErasures::remains_looser_than(DeletePolicy policy, std::string_view after,
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
    found.push_back(
        {std::string(query.text(0)), static_cast<DeletePolicy>(kept_by), user_of(query.blob(2))});
  }
  return found;
}

// Ledger ------------------------------------------------------------------------------------------

void SqlErasures::add_erasures(std::span<const Erasure> erasures) {
  // Sorted in the order of the target table, so that neighbouring rows share pages.
  std::vector<std::pair<std::string_view, std::int64_t>> keys;
  for (const Erasure& erasure : erasures) {
    database_.append("INSERT INTO erasures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", erasure.number,
                     sql::Blob{join_hashes(erasure.hashes)}, sql::since_epoch(erasure.at),
                     erasure.job, erasure.job_name, to_string(erasure.policy),
                     sql::Blob{erasure.chain});
    for (const std::string& hash : erasure.hashes)
      keys.emplace_back(std::string_view(hash).substr(0, kIndexedBytes), erasure.number);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const auto& [key, number] : keys)
    database_.append("INSERT INTO erased_ids VALUES (?1, ?2)", sql::Blob{key}, number);
  database_.settle();
}

std::vector<Erasure> SqlErasures::erasures_of(std::string_view hash) {
  std::vector<Erasure> found;
  auto query = database_.query(
      "SELECT erasures.* FROM erased_ids CROSS JOIN erasures USING (number) WHERE key = ?1"
      " ORDER BY number",
      sql::Blob{hash.substr(0, kIndexedBytes)});
  while (query.step()) {
    Erasure erasure = read_erasure(query);
    const auto& hashes = erasure.hashes;
    if (std::find(hashes.begin(), hashes.end(), hash) != hashes.end())
      found.push_back(std::move(erasure));
  }
  return found;
}

std::vector<Erasure> SqlErasures::erasures(std::int64_t after, std::size_t limit) {
  std::vector<Erasure> found;
  auto query = database_.query("SELECT * FROM erasures WHERE number > ?1 ORDER BY number LIMIT ?2",
                               after, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_erasure(query));
  return found;
}

std::optional<Erasure> SqlErasures::last_erasure() {
  auto query = database_.query("SELECT * FROM erasures ORDER BY number DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return read_erasure(query);
}

void SqlErasures::erasure_index(
    const std::function<void(std::string_view key, std::int64_t number)>& visit) {
  auto query = database_.stream("SELECT key, number FROM erased_ids");
  while (query.step()) visit(query.blob(0), query.integer(1));
}

std::optional<LedgerEnd> SqlErasures::ledger_end() {
  auto query = database_.query("SELECT number, proof FROM ledger_end");
  if (!query.step()) return std::nullopt;
  return LedgerEnd{query.integer(0), std::string(query.blob(1))};
}

void SqlErasures::set_ledger_end(const LedgerEnd& end) {
  database_.run(
      "INSERT INTO ledger_end VALUES (1, ?1, ?2)"
      " ON CONFLICT (one) DO UPDATE SET number = excluded.number, proof = excluded.proof",
      end.number, sql::Blob{end.proof});
}

// To scrub ----------------------------------------------------------------------------------------

void SqlErasures::add_to_scrub(std::span<const std::string> ids) {
  database_.run_each("INSERT INTO to_scrub VALUES (?1) ON CONFLICT (id) DO NOTHING", ids);
}

std::vector<std::string> SqlErasures::to_scrub() {
  std::vector<std::string> ids;
  auto query = database_.query("SELECT id FROM to_scrub");
  while (query.step()) ids.emplace_back(query.text(0));
  return ids;
}

void SqlErasures::clear_to_scrub() { database_.run("DELETE FROM to_scrub"); }

}  // namespace roster
