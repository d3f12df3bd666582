#include <algorithm>
#include <charconv>

#include "users/store/sqlite/store.hpp"

namespace roster {
namespace {

using Counts = std::map<std::string, std::int64_t>;

std::int64_t since_epoch(Time time) { return time.time_since_epoch().count(); }

std::string counts_text(const Counts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += name + ' ' + std::to_string(count) + '\n';
  return text;
}

Counts read_counts(std::string_view text) {
  Counts counts;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) continue;
    std::int64_t count = 0;
    std::from_chars(line.data() + space + 1, line.data() + line.size(), count);
    counts.emplace(line.substr(0, space), count);
  }
  return counts;
}

/// What the columns of a job are, in the order of the table; the texts live here while bound.
struct JobColumns {
  explicit JobColumns(const Job& job)
      : ended(job.ended ? std::optional(since_epoch(*job.ended)) : std::nullopt),
        counts(counts_text(job.counts)),
        warnings(counts_text(job.warnings)) {}
  std::optional<std::int64_t> ended;
  std::string counts, warnings;
};

Job read_job(const sqlite::Query& row) {
  Job job;
  job.number = row.integer(0);
  job.kind = parse_job_kind(row.text(1)).value_or(JobKind::synchronize);
  job.name = row.text(2);
  job.file = row.text(3);
  job.digest = row.text(4);
  job.dry_run = row.integer(5) != 0 ? DryRun::yes : DryRun::no;
  job.status = parse_job_status(row.text(6)).value_or(JobStatus::failed);
  job.started = Time(std::chrono::seconds(row.integer(7)));
  if (!row.is_null(8)) job.ended = Time(std::chrono::seconds(row.integer(8)));
  job.counts = read_counts(row.text(9));
  job.warnings = read_counts(row.text(10));
  job.message = row.text(11);
  job.request = row.text(12);
  job.by = row.text(13);
  return job;
}

}  // namespace

JobNumber SqliteTransaction::add_job(const Job& job) {
  const JobColumns columns(job);
  auto query = database_.query(
      "INSERT INTO jobs VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
      " RETURNING number",
      to_string(job.kind), job.name, job.file, job.digest, std::int64_t(job.dry_run == DryRun::yes),
      to_string(job.status), since_epoch(job.started), columns.ended, columns.counts,
      columns.warnings, job.message, job.request, job.by);
  query.step();
  const JobNumber number = query.integer(0);
  query.run();
  return number;
}

void SqliteTransaction::update_job(const Job& job) {
  const JobColumns columns(job);
  database_.run(
      "UPDATE jobs SET kind = ?2, name = ?3, file = ?4, digest = ?5, dry_run = ?6, status = ?7,"
      " started = ?8, ended = ?9, counts = ?10, warnings = ?11, message = ?12, request = ?13,"
      " \"by\" = ?14 WHERE number = ?1",
      job.number, to_string(job.kind), job.name, job.file, job.digest,
      std::int64_t(job.dry_run == DryRun::yes), to_string(job.status), since_epoch(job.started),
      columns.ended, columns.counts, columns.warnings, job.message, job.request, job.by);
  if (database_.changes() != 1) {
    throw StoreError(database_.name() + ": there is no job " + std::to_string(job.number));
  }
}

std::optional<Job> SqliteTransaction::job(JobNumber number) {
  auto query = database_.query("SELECT * FROM jobs WHERE number = ?1", number);
  if (!query.step()) return std::nullopt;
  return read_job(query);
}

std::vector<Job> SqliteTransaction::jobs(const JobFilter& filter) {
  const auto kind = filter.kind ? std::optional(to_string(*filter.kind)) : std::nullopt;
  const auto status = filter.status ? std::optional(to_string(*filter.status)) : std::nullopt;
  std::vector<Job> jobs;
  auto query = database_.query(
      "SELECT * FROM jobs WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR status = ?2)"
      " AND (?3 IS NULL OR name = ?3) ORDER BY number DESC LIMIT ?4",
      kind, status, filter.name, filter.limit.value_or(-1));
  while (query.step()) jobs.push_back(read_job(query));
  return jobs;
}

}  // namespace roster
