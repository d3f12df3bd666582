#include "users/store/sql/jobs.hpp"

#include <algorithm>
#include <charconv>

#include "users/store/error.hpp"
#include "users/store/sql/base/columns.hpp"
#include "users/store/sql/base/counter.hpp"

namespace roster {
namespace {

using sql::since_epoch;
using Counts = std::map<std::string, std::int64_t>;

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

/// The column values of a job, in the order of the table; owns the texts while they are bound.
struct JobColumns {
  explicit JobColumns(const Job& job)
      : ended(since_epoch(job.ended)),
        counts(counts_text(job.counts)),
        warnings(counts_text(job.warnings)) {
    if (job.took) took = job.took->count();
  }
  std::optional<std::int64_t> ended, took;
  std::string counts, warnings;
};

Job read_job(const sql::Query& row) {
  Job job;
  job.number = row.integer(0);
  job.kind = parse_job_kind(row.text(1)).value_or(JobKind::synchronize);
  job.name = row.text(2);
  job.file = row.text(3);
  job.digest = row.text(4);
  job.dry_run = row.integer(5) != 0 ? DryRun::yes : DryRun::no;
  job.status = parse_job_status(row.text(6)).value_or(JobStatus::failed);
  job.started = sql::time_of(row.integer(7));
  if (!row.is_null(8)) job.ended = sql::time_of(row.integer(8));
  job.counts = read_counts(row.text(9));
  job.warnings = read_counts(row.text(10));
  job.message = row.text(11);
  job.payload = row.text(12);
  job.by = row.text(13);
  job.open = row.integer(14) != 0;
  job.decided_by = row.text(15);
  if (!row.is_null(16)) job.took = std::chrono::milliseconds{row.integer(16)};
  return job;
}

bool is_open(JobStatus status) {
  return status == JobStatus::pending || status == JobStatus::running || status == JobStatus::held;
}

/// Repeats the exact condition of index jobs_open when possible, so that SQLite uses the index.
std::string status_condition(const std::vector<JobStatus>& statuses) {
  std::string list;
  for (const JobStatus status : statuses) {
    list += (list.empty() ? "'" : ", '") + std::string(to_string(status)) + '\'';
  }
  const bool open = std::all_of(statuses.begin(), statuses.end(), is_open);
  return (open ? " AND status IN ('pending', 'running', 'held')" : "") +
         (" AND +status IN (" + list + ')');
}

}  // namespace

JobNumber SqlJobs::add_job(const Job& job) {
  const JobColumns columns(job);
  const JobNumber number = sql::next_number(database_, "job");
  database_.run(
      "INSERT INTO jobs"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
      number, to_string(job.kind), job.name, job.file, job.digest,
      sql::flag(job.dry_run == DryRun::yes), to_string(job.status), since_epoch(job.started),
      columns.ended, columns.counts, columns.warnings, job.message, job.payload, job.by,
      sql::flag(job.open), job.decided_by, columns.took);
  return number;
}

JobNumber SqlJobs::last_job_number() { return sql::Counter(database_, "job").last(); }

void SqlJobs::skip_job_numbers(JobNumber up_to) {
  database_.run("UPDATE counters SET last = ?1 WHERE name = 'job' AND last < ?1", up_to);
}

void SqlJobs::update_job(const Job& job) {
  const JobColumns columns(job);
  const bool exists = database_.query("SELECT 1 FROM jobs WHERE number = ?1", job.number).step();
  if (!exists) {
    throw StoreError(database_.name() + ": there is no job " + std::to_string(job.number));
  }
  database_.run(
      "UPDATE jobs SET kind = ?2, name = ?3, file = ?4, digest = ?5, dry_run = ?6, status = ?7,"
      " started = ?8, ended = ?9, counts = ?10, warnings = ?11, message = ?12, request = ?13,"
      " \"by\" = ?14, open = ?15, decided_by = ?16, took = ?17 WHERE number = ?1",
      job.number, to_string(job.kind), job.name, job.file, job.digest,
      sql::flag(job.dry_run == DryRun::yes), to_string(job.status), since_epoch(job.started),
      columns.ended, columns.counts, columns.warnings, job.message, job.payload, job.by,
      sql::flag(job.open), job.decided_by, columns.took);
  if (!is_open(job.status)) database_.run("DELETE FROM listed WHERE job = ?1", job.number);
}

void SqlJobs::set_listed(JobNumber job, std::span<const UserId> users) {
  database_.run("DELETE FROM listed WHERE job = ?1", job);
  for (const UserId user : users) database_.append("INSERT INTO listed VALUES (?1, ?2)", job, user);
}

std::vector<UserId> SqlJobs::listed(JobNumber job) {
  std::vector<UserId> users;
  auto query = database_.stream("SELECT user FROM listed WHERE job = ?1 ORDER BY user", job);
  while (query.step()) users.push_back(query.integer(0));
  return users;
}

std::optional<Job> SqlJobs::job(JobNumber number) {
  auto query = database_.query("SELECT * FROM jobs WHERE number = ?1", number);
  if (!query.step()) return std::nullopt;
  return read_job(query);
}

std::vector<Job> SqlJobs::jobs(const JobFilter& filter) {
  // Contains only the conditions that restrict, so that an index can be used.
  std::string sql = "SELECT * FROM jobs WHERE TRUE";
  int parameters = 0;
  const auto restrict_by = [&](std::string_view condition) {
    sql.append(" AND ").append(condition).append(" ?").append(std::to_string(++parameters));
  };
  if (filter.kind) restrict_by("kind =");
  if (filter.name) restrict_by("name =");
  if (filter.dry_run) restrict_by("dry_run =");
  if (filter.since) restrict_by("started >=");
  if (filter.only_open) sql += " AND open = 1";
  if (filter.only_with_file) sql += " AND file <> ''";
  if (!filter.statuses.empty()) sql += status_condition(filter.statuses);
  sql += " ORDER BY number DESC LIMIT ?" + std::to_string(parameters + 1);
  auto query = database_.query(sql);
  int at = 0;
  if (filter.kind) query.bind(++at, to_string(*filter.kind));
  if (filter.name) query.bind(++at, *filter.name);
  if (filter.dry_run) query.bind(++at, sql::flag(*filter.dry_run == DryRun::yes));
  if (filter.since) query.bind(++at, since_epoch(*filter.since));
  query.bind(++at, sql::limit_of(filter.limit));
  std::vector<Job> jobs;
  while (query.step()) jobs.push_back(read_job(query));
  return jobs;
}

}  // namespace roster
