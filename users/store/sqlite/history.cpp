#include "users/store/sqlite/history.hpp"

#include <algorithm>
#include <array>

#include "users/model/shape.hpp"
#include "users/store/sqlite/columns.hpp"
#include "users/store/sqlite/documents.hpp"

namespace roster {
namespace {

/// Fields are stored by their members' tags: the order of Field may change, tags never do.
constexpr auto kTags = std::apply(
    [](const auto&... member) { return std::array<std::uint8_t, kFieldCount>{member.tag...}; },
    Shape<User>::members);
static_assert(*std::max_element(kTags.begin(), kTags.end()) < 63, "a bit each in an integer");

std::int64_t bits_of(const FieldSet& fields) {
  std::int64_t bits = 0;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (fields.test(i)) bits |= std::int64_t(1) << kTags[i];
  }
  return bits;
}

FieldSet fields_of(std::int64_t bits) {
  FieldSet fields;
  for (std::size_t i = 0; i < kFieldCount; ++i) fields.set(i, (bits >> kTags[i] & 1) != 0);
  return fields;
}

void sort_by_user(std::vector<HistoryEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) {
    return std::pair(left.id, left.revision) < std::pair(right.id, right.revision);
  });
}

// All give the rows of entry().
constexpr std::string_view kUpdatedInChange =
    "SELECT revision, user, job, at, what, fields, before"
    " FROM changes CROSS JOIN history USING (revision)"
    " WHERE revision = ?1 AND user > ?2 ORDER BY user LIMIT ?3";
constexpr std::string_view kCreatedInChange =
    "SELECT revision, id, job, at, what, NULL, NULL"
    " FROM changes CROSS JOIN users ON id > max(?2, first_created - 1) AND id <= last_created"
    " WHERE revision = ?1 ORDER BY id LIMIT ?3";
constexpr std::string_view kUpdatesOfUser =
    "SELECT revision, user, job, at, what, fields, before"
    " FROM history CROSS JOIN changes USING (revision) WHERE user = ?1";
constexpr std::string_view kCreationOfUser =
    "SELECT revision, id, job, at, what, NULL, NULL"
    " FROM users CROSS JOIN changes ON first_created <= id"
    " WHERE id = ?1 AND last_created >= id ORDER BY first_created DESC LIMIT 1";

}  // namespace

std::int64_t SqliteHistory::begin_change(JobNumber job, Time at, std::string_view what) {
  return change_.begin(job, at, what);
}

void SqliteHistory::record(const Write& write) {
  if (change_.has_created(write.id)) return;
  database_.run(
      "INSERT INTO history SELECT ?1, user, ?3, document FROM documents WHERE user = ?2"
      " ON CONFLICT (revision, user) DO UPDATE SET fields = fields | excluded.fields",
      change_.revision(), write.id, bits_of(write.changed));
}

/// A row of: revision, user, job, at, what, and of an update: fields, before.
HistoryEntry SqliteHistory::entry(const sqlite::Query& row) const {
  HistoryEntry found;
  found.revision = row.integer(0);
  found.id = row.integer(1);
  found.job = row.integer(2);
  found.at = sqlite::time_of(row.integer(3));
  found.what = row.text(4);
  if (!row.is_null(6)) {
    found.changed = fields_of(row.integer(5));
    found.before = sqlite::decode(database_, found.id, row.blob(6));
  }
  return found;
}

std::vector<HistoryEntry> SqliteHistory::history_of_job(JobNumber job, UserId after,
                                                        std::size_t limit) {
  change_.write_created();
  // A change's users are read in order by an index, however many there are; a job has one change
  // or few, which are merged here.
  std::vector<HistoryEntry> entries;
  auto changes = database_.query("SELECT revision FROM changes WHERE job = ?1", job);
  while (changes.step()) {
    for (const std::string_view sql : {kUpdatedInChange, kCreatedInChange}) {
      auto query = database_.query(sql, changes.integer(0), after, std::int64_t(limit));
      while (query.step()) entries.push_back(entry(query));
    }
  }
  sort_by_user(entries);
  std::size_t users = 0, kept = 0;
  for (UserId last = after; kept < entries.size(); ++kept) {
    if (entries[kept].id != last && ++users > limit) break;
    last = entries[kept].id;
  }
  entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(kept), entries.end());
  return entries;
}

std::vector<HistoryEntry> SqliteHistory::history_of_user(UserId id) {
  change_.write_created();
  std::vector<HistoryEntry> entries;
  for (const std::string_view sql : {kUpdatesOfUser, kCreationOfUser}) {
    auto query = database_.query(sql, id);
    while (query.step()) entries.push_back(entry(query));
  }
  sort_by_user(entries);
  return entries;
}

void SqliteHistory::forget_history(std::span<const UserId> ids) {
  for (const UserId id : ids) database_.run("DELETE FROM history WHERE user = ?1", id);
}

void SqliteHistory::forget_history_before(Time time) {
  database_.run("DELETE FROM changes WHERE at < ?1",
                sqlite::since_epoch(time));  // their history follows
}

}  // namespace roster
