#include <algorithm>
#include <array>

#include "users/model/shape.hpp"
#include "users/store/sqlite/store.hpp"

namespace roster {
namespace {

std::int64_t since_epoch(Time time) { return time.time_since_epoch().count(); }
Time time_of(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

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

// All give the rows of history_entry().
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

std::int64_t SqliteTransaction::begin_change(JobNumber job, Time at, std::string_view what) {
  name_created();
  first_created_ = 0;
  {
    auto query = database_.query(
        "UPDATE counters SET last = last + 1 WHERE name = 'revision' RETURNING last");
    query.step();
    revision_ = query.integer(0);
    query.run();
  }
  database_.run("INSERT INTO changes VALUES (?1, ?2, ?3, ?4, NULL, NULL)", revision_, job,
                since_epoch(at), what);
  return revision_;
}

/// Writes down which users the change has created so far, and the last id given.
void SqliteTransaction::name_created() {
  if (first_created_ == 0) return;
  database_.run("UPDATE counters SET last = ?1 WHERE name = 'user'", last_user_id());
  database_.run("UPDATE changes SET first_created = ?2, last_created = ?3 WHERE revision = ?1",
                revision_, first_created_, last_user_id());
}

/// Keeps the document as it is before an update. A user written twice in one change keeps the
/// first; one the change created has none.
void SqliteTransaction::record(const Write& write) {
  if (first_created_ != 0 && write.id >= first_created_) return;
  database_.run(
      "INSERT INTO history SELECT ?1, user, ?3, document FROM documents WHERE user = ?2"
      " ON CONFLICT (revision, user) DO UPDATE SET fields = fields | excluded.fields",
      revision_, write.id, bits_of(write.changed));
}

/// A row of: revision, user, job, at, what, and of an update: fields, before.
HistoryEntry SqliteTransaction::history_entry(const sqlite::Query& row) const {
  HistoryEntry entry;
  entry.revision = row.integer(0);
  entry.id = row.integer(1);
  entry.job = row.integer(2);
  entry.at = time_of(row.integer(3));
  entry.what = row.text(4);
  if (!row.is_null(6)) {
    entry.changed = fields_of(row.integer(5));
    entry.before = decode(entry.id, row.blob(6));
  }
  return entry;
}

std::vector<HistoryEntry> SqliteTransaction::history_of_job(JobNumber job, UserId after,
                                                            std::size_t limit) {
  name_created();
  // A change's users are read in order by an index, however many there are; a job has one change
  // or few, which are merged here.
  std::vector<HistoryEntry> entries;
  auto changes = database_.query("SELECT revision FROM changes WHERE job = ?1", job);
  while (changes.step()) {
    for (const std::string_view sql : {kUpdatedInChange, kCreatedInChange}) {
      auto query = database_.query(sql, changes.integer(0), after, std::int64_t(limit));
      while (query.step()) entries.push_back(history_entry(query));
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

std::vector<HistoryEntry> SqliteTransaction::history_of_user(UserId id) {
  name_created();
  std::vector<HistoryEntry> entries;
  for (const std::string_view sql : {kUpdatesOfUser, kCreationOfUser}) {
    auto query = database_.query(sql, id);
    while (query.step()) entries.push_back(history_entry(query));
  }
  sort_by_user(entries);
  return entries;
}

void SqliteTransaction::forget_history(std::span<const UserId> ids) {
  for (const UserId id : ids) database_.run("DELETE FROM history WHERE user = ?1", id);
}

void SqliteTransaction::forget_history_before(Time time) {
  database_.run("DELETE FROM changes WHERE at < ?1", since_epoch(time));  // their history follows
}

// Absences and locks ------------------------------------------------------------------------------

std::vector<std::pair<UserId, int>> SqliteTransaction::absences(std::string_view profile) {
  std::vector<std::pair<UserId, int>> absences;
  auto query =
      database_.query("SELECT user, feeds FROM absences WHERE profile = ?1 ORDER BY user", profile);
  while (query.step()) {
    absences.emplace_back(query.integer(0), static_cast<int>(query.integer(1)));
  }
  return absences;
}

void SqliteTransaction::set_absences(std::string_view profile,
                                     std::span<const std::pair<UserId, int>> absences) {
  database_.run("DELETE FROM absences WHERE profile = ?1", profile);
  for (const auto& [user, feeds] : absences) {
    database_.run("INSERT INTO absences VALUES (?1, ?2, ?3)", user, profile,
                  static_cast<std::int64_t>(feeds));
  }
}

std::optional<Lock> SqliteTransaction::lock_of(UserId id) {
  auto query = database_.query("SELECT holder, until FROM locks WHERE user = ?1", id);
  if (!query.step()) return std::nullopt;
  return Lock{std::string(query.text(0)), time_of(query.integer(1))};
}

void SqliteTransaction::set_lock(UserId id, const std::optional<Lock>& lock) {
  if (!lock) {
    database_.run("DELETE FROM locks WHERE user = ?1", id);
    return;
  }
  database_.run(
      "INSERT INTO locks VALUES (?1, ?2, ?3) ON CONFLICT (user)"
      " DO UPDATE SET holder = excluded.holder, until = excluded.until",
      id, lock->holder, since_epoch(lock->until));
}

}  // namespace roster
