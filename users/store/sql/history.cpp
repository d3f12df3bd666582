#include "users/store/sql/history.hpp"

#include <algorithm>

#include "users/model/document.hpp"
#include "users/store/sql/base/columns.hpp"

namespace roster {
namespace {

std::int64_t bits_of(const FieldSet& fields) {
  std::int64_t bits = 0;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (fields.test(i)) bits |= std::int64_t(1) << tag_of(static_cast<Field>(i));
  }
  return bits;
}

FieldSet fields_of(std::int64_t bits) {
  FieldSet fields;
  for (std::size_t i = 0; i < kFieldCount; ++i)
    fields.set(i, (bits >> tag_of(static_cast<Field>(i)) & 1) != 0);
  return fields;
}

/// Seven bits per byte, low bits first; all bytes except the last have the high bit set.
void append_varint(std::uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; !bytes.empty() && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) break;
  }
  return value;
}

void sort_by_user(std::vector<HistoryEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& left, const auto& right) {
    return std::pair(left.id, left.revision) < std::pair(right.id, right.revision);
  });
}

// All of them give the columns of entry(); `by` is not yet the account that asked for a job.
constexpr std::string_view kUpdatedInChange =
    "SELECT revision, user, job, at, what, fields, before, changes.\"by\""
    " FROM changes CROSS JOIN history USING (revision)"
    " WHERE revision = ?1 AND user > ?2 ORDER BY user LIMIT ?3";
constexpr std::string_view kCreatedInChange =
    "SELECT revision, id, job, at, what, NULL, NULL, changes.\"by\""
    " FROM changes CROSS JOIN users ON id <= last_created AND id >"
    " CASE WHEN ?2 >= first_created THEN ?2 ELSE first_created - 1 END"
    " WHERE revision = ?1 ORDER BY id LIMIT ?3";
constexpr std::string_view kUpdatesOfUser =
    "SELECT revision, user, job, at, what, fields, before, changes.\"by\""
    " FROM history CROSS JOIN changes USING (revision) WHERE user = ?1";
constexpr std::string_view kCreationOfUser =
    "SELECT revision, id, job, at, what, NULL, NULL, changes.\"by\""
    " FROM users CROSS JOIN changes ON first_created <= id"
    " WHERE id = ?1 AND last_created >= id ORDER BY first_created DESC LIMIT 1";

constexpr std::string_view kWithdrawn =
    "SELECT whole.user, whole.before FROM (SELECT DISTINCT history.user FROM jobs"
    " CROSS JOIN changes ON job = number CROSS JOIN history USING (revision)"
    " WHERE kind = ?1 AND NOT EXISTS (SELECT 1 FROM users WHERE id = history.user)) AS gone"
    " CROSS JOIN history AS whole ON whole.user = gone.user";

}  // namespace

std::int64_t SqlHistory::begin_change(JobNumber job, Time at, std::string_view what,
                                      std::string_view by) {
  return change_.begin(job, at, what, by);
}

void SqlHistory::record(const Write& write) {
  if (change_.has_created(write.id) || write.before->damaged()) return;
  database_.amend(
      "INSERT INTO history SELECT ?2, user, ?3, document FROM documents WHERE user = ?1"
      " ON CONFLICT (revision, user) DO UPDATE SET fields = history.fields | excluded.fields",
      write.id, change_.revision(), bits_of(write.changed));
}

std::string SqlHistory::asker_of(JobNumber job) {
  auto query = database_.query("SELECT \"by\" FROM jobs WHERE number = ?1", job);
  return query.step() ? std::string(query.text(0)) : "-";
}

/// Reads a row of: revision, user, job, at, what, fields and before (of an update), by.
HistoryEntry SqlHistory::entry(const sql::Query& row) {
  HistoryEntry found;
  found.revision = row.integer(0);
  found.id = row.integer(1);
  found.job = row.integer(2);
  found.at = sql::time_of(row.integer(3));
  found.what = row.text(4);
  found.by = row.text(7);
  if (!row.is_null(6)) {
    found.changed = fields_of(row.integer(5));
    try {
      found.before = decode_user(row.blob(6));
    } catch (const BadDocument&) {
      found.before.emplace();
      found.state = RowState::damaged;
    }
  }
  return found;
}

std::vector<HistoryEntry> SqlHistory::history_of_job(JobNumber job, UserId after,
                                                     std::size_t limit) {
  change_.write_created();
  // An index gives the users of a change in order, for any number of users; a job has few changes,
  // which are merged here.
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

std::vector<HistoryEntry> SqlHistory::edits_before(std::int64_t before, std::size_t limit) {
  change_.write_created();
  std::vector<HistoryEntry> entries;
  auto changes = database_.stream(
      "SELECT revision FROM changes WHERE job = 0 AND revision < ?1 ORDER BY revision DESC",
      before);
  while (entries.size() < limit && changes.step()) {
    for (const std::string_view sql : {kUpdatedInChange, kCreatedInChange}) {
      auto query =
          database_.query(sql, changes.integer(0), UserId{0}, std::int64_t(limit - entries.size()));
      while (query.step()) entries.push_back(entry(query));
    }
  }
  return entries;
}

std::vector<HistoryEntry> SqlHistory::history_of_user(UserId id) {
  change_.write_created();
  std::vector<HistoryEntry> entries;
  for (const std::string_view sql : {kUpdatesOfUser, kCreationOfUser}) {
    auto query = database_.query(sql, id);
    while (query.step()) entries.push_back(entry(query));
  }
  sort_by_user(entries);
  for (HistoryEntry& made : entries)
    if (made.job != 0) made.by = asker_of(made.job);
  return entries;
}

void SqlHistory::changed_since(std::int64_t revision,
                               const std::function<void(UserId, std::int64_t revision)>& visit) {
  auto query = database_.stream(
      "SELECT user, revision FROM documents WHERE revision > ?1 ORDER BY revision, user", revision);
  while (query.step()) visit(query.integer(0), query.integer(1));
}

std::int64_t SqlHistory::revision_at(Time time) {
  auto query =
      database_.query("SELECT max(revision) FROM changes WHERE at <= ?1", sql::since_epoch(time));
  return query.step() ? query.integer(0) : 0;
}

std::int64_t SqlHistory::last_revision() {
  auto query = database_.query("SELECT last FROM counters WHERE name = 'revision'");
  return query.step() ? query.integer(0) : 0;
}

void SqlHistory::forget_history(std::span<const UserId> ids) {
  database_.run_each("DELETE FROM history WHERE user = ?1", ids);
}

void SqlHistory::earlier_versions(std::span<const UserId> ids,
                                  const std::function<void(const User& before)>& visit) {
  database_.query_each("SELECT before FROM history WHERE user = ?1", ids,
                       [&](std::size_t, const sql::Query& row) {
                         try {
                           visit(decode_user(row.blob(0)));
                         } catch (const BadDocument&) {  // its ids are not known
                         }
                       });
}

void SqlHistory::withdrawn(const std::function<void(UserId, const User& before)>& visit) {
  auto query = database_.stream(kWithdrawn, to_string(JobKind::undo));
  while (query.step()) {
    try {
      visit(query.integer(0), decode_user(query.blob(1)));
    } catch (const BadDocument&) {  // nobody can be brought back by it
      continue;
    }
  }
}

void SqlHistory::forget_history_before(Time time) {
  database_.run(
      "DELETE FROM history WHERE revision IN (SELECT revision FROM changes WHERE at < ?1)",
      sql::since_epoch(time));
  database_.run("DELETE FROM changes WHERE at < ?1", sql::since_epoch(time));
  database_.run("DELETE FROM seen WHERE job IN (SELECT number FROM jobs WHERE started < ?1)",
                sql::since_epoch(time));
}

bool SqlHistory::has_history(JobNumber job) {
  return database_.query("SELECT 1 FROM changes WHERE job = ?1 LIMIT 1", job).step();
}

void SqlHistory::set_seen(JobNumber job, std::span<const UserRange> users) {
  std::string packed;
  UserId behind = 0;
  for (const UserRange& range : users) {
    append_varint(static_cast<std::uint64_t>(range.first - behind), packed);
    append_varint(static_cast<std::uint64_t>(range.last - range.first), packed);
    behind = range.last;
  }
  database_.run(
      "INSERT INTO seen VALUES (?1, ?2) ON CONFLICT (job) DO UPDATE SET users = excluded.users",
      job, sql::Blob{packed});
}

std::vector<UserRange> SqlHistory::seen(JobNumber job) {
  std::vector<UserRange> users;
  auto query = database_.query("SELECT users FROM seen WHERE job = ?1", job);
  if (!query.step()) return users;
  std::string_view packed = query.blob(0);
  for (UserId behind = 0; !packed.empty(); behind = users.back().last) {
    const auto first = behind + static_cast<UserId>(take_varint(packed));
    users.push_back({first, first + static_cast<UserId>(take_varint(packed))});
  }
  return users;
}

}  // namespace roster
