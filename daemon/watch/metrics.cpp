#include "daemon/watch/metrics.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "daemon/revision.hpp"
#include "daemon/version.hpp"
#include "daemon/watch/export_survey.hpp"
#include "daemon/watch/intake_metrics.hpp"
#include "daemon/watch/ledger_check.hpp"
#include "users/store/upkeep.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;
using Type = Exposition::Type;
using Key = std::pair<JobKind, std::string>;  // kind, profile (or purge job, or source)

std::int64_t seconds(Time time) { return time.time_since_epoch().count(); }

Exposition::Labels labels_of(const Key& key) {
  return {{"kind", std::string(to_string(key.first))}, {"profile", key.second}};
}

/// The totals of all jobs of a kind and name.
struct Series {
  std::map<JobStatus, std::int64_t> by_status;
  std::map<std::string, std::int64_t> records;  // by outcome
  std::optional<Job> last, last_ended, last_success;
};

/// Counts that are outcomes of records or people.
constexpr std::string_view kOutcomes[] = {"created", "updated", "unchanged", "rejected",
                                          "absent",  "purged",  "kept"};

std::map<std::string, std::int64_t> outcomes_of(const Job& job) {
  std::map<std::string, std::int64_t> outcomes;
  for (const std::string_view outcome : kOutcomes)
    if (const auto count = job.counts.find(std::string(outcome)); count != job.counts.end())
      outcomes.insert(*count);
  return outcomes;
}

/// The keys of the configured profiles, purge jobs and sources.
std::map<Key, Series> configured_series(const Config& config) {
  std::map<Key, Series> series;
  for (const sis::Profile& profile : config.profiles) {
    if (profile.import.active) series[{JobKind::import, profile.code}];
    if (profile.synchronize.active) series[{JobKind::synchronize, profile.code}];
  }
  for (const std::string& source : config.obligations.sources)
    series[{JobKind::obligations, source}];
  for (const PurgeJobConfig& job : config.purge.jobs) series[{JobKind::purge, job.name}];
  for (const ExportConfig& one : config.exports) series[{JobKind::exporting, one.settings.name}];
  return series;
}

void count_job(const Job& job, Series& series) {
  ++series.by_status[job.status];
  if (!series.last) series.last = job;                      // jobs come newest first
  if (!job.ended || job.status == JobStatus::held) return;  // a held job is not over
  if (!series.last_ended) series.last_ended = job;
  if (!is_applied(job)) return;
  if (!series.last_success) series.last_success = job;
  for (const auto& [outcome, count] : outcomes_of(job)) series.records[outcome] += count;
}

double duration_of(const Job& job) {
  return std::chrono::duration<double>(job.took.value_or(*job.ended - job.started)).count();
}

/// A gauge of one moment or number of each series that has it.
template <class Value>
void add_gauge(const std::map<Key, Series>& all, std::string_view name, std::string_view help,
               Value&& value_of, Exposition& out) {
  out.family(name, Type::gauge, help);
  for (const auto& [key, series] : all)
    if (const std::optional<std::int64_t> value = value_of(series))
      out.sample(labels_of(key), *value);
}

void add_jobs(const std::map<Key, Series>& all, Exposition& out) {
  out.family("roster_jobs_total", Type::counter, "Jobs that ended, by status.");
  for (const auto& [key, series] : all)
    for (const JobStatus status :
         {JobStatus::completed_successfully, JobStatus::completed_with_warnings,
          JobStatus::completed_with_errors, JobStatus::failed, JobStatus::dropped}) {
      const auto count = series.by_status.find(status);
      Exposition::Labels labels = labels_of(key);
      labels.emplace_back("status", to_string(status));
      out.sample(labels, count == series.by_status.end() ? std::int64_t{0} : count->second);
    }
  const auto started = [](const std::optional<Job>& job) -> std::optional<std::int64_t> {
    return job ? std::optional(seconds(job->started)) : std::nullopt;
  };
  const auto ended = [](const std::optional<Job>& job) -> std::optional<std::int64_t> {
    return job ? std::optional(seconds(*job->ended)) : std::nullopt;
  };
  add_gauge(
      all, "roster_job_running", "Whether such a job runs.",
      [](const Series& series) {
        return std::optional<std::int64_t>(series.by_status.contains(JobStatus::running) ? 1 : 0);
      },
      out);
  add_gauge(
      all, "roster_job_last_start_timestamp_seconds", "When the last one began.",
      [&](const Series& series) { return started(series.last); }, out);
  add_gauge(
      all, "roster_job_last_completion_timestamp_seconds", "When the last one ended.",
      [&](const Series& series) { return ended(series.last_ended); }, out);
  add_gauge(
      all, "roster_job_last_success_timestamp_seconds", "When the last applied job ended.",
      [&](const Series& series) { return ended(series.last_success); }, out);
  out.family("roster_job_last_duration_seconds", Type::gauge, "How long the last one took.");
  for (const auto& [key, series] : all)
    if (series.last_ended) out.sample(labels_of(key), duration_of(*series.last_ended));
}

void add_records(const std::map<Key, Series>& all, Exposition& out) {
  const auto add = [&](const Key& key, const std::map<std::string, std::int64_t>& records) {
    for (const auto& [outcome, count] : records) {
      Exposition::Labels labels = labels_of(key);
      labels.emplace_back("outcome", outcome);
      out.sample(labels, count);
    }
  };
  out.family("roster_job_last_records", Type::gauge, "Records or people of the last job.");
  for (const auto& [key, series] : all)
    if (series.last_ended) add(key, outcomes_of(*series.last_ended));
  out.family("roster_records_total", Type::counter, "Records or people of all applied jobs.");
  for (const auto& [key, series] : all) add(key, series.records);
}

void add_findings(const std::vector<Job>& jobs, Exposition& out) {
  std::map<std::pair<std::string, std::string>, std::int64_t> findings;
  for (const Job& job : jobs)
    if (is_applied(job))
      for (const auto& [code, count] : job.warnings) findings[{job.name, code}] += count;
  out.family("roster_findings_total", Type::counter, "Warnings of all applied jobs.");
  for (const auto& [key, count] : findings)
    out.sample({{"profile", key.first}, {"code", key.second}}, count);
}

void add_held(const std::vector<Job>& jobs, Exposition& out) {
  std::map<JobKind, std::pair<std::int64_t, Time>> held;
  for (const JobKind kind :
       {JobKind::import, JobKind::synchronize, JobKind::purge, JobKind::obligations})
    held[kind] = {0, Time::max()};
  for (const Job& job : jobs) {
    if (job.status != JobStatus::held || job.dry_run == DryRun::yes) continue;
    auto& [count, oldest] = held.try_emplace(job.kind, 0, Time::max()).first->second;
    ++count;
    oldest = std::min(oldest, job.started);
  }
  out.family("roster_jobs_held", Type::gauge, "Jobs that wait for a decision.");
  for (const auto& [kind, found] : held)
    out.sample({{"kind", std::string(to_string(kind))}}, found.first);
  out.family("roster_job_held_oldest_timestamp_seconds", Type::gauge,
             "When the oldest of them began.");
  for (const auto& [kind, found] : held)
    if (found.first > 0)
      out.sample({{"kind", std::string(to_string(kind))}}, seconds(found.second));
}

void add_users(Transaction& transaction, const Config& config, Now now, Exposition& out) {
  out.family("roster_users", Type::gauge, "Users in the store.");
  out.sample({{"state", "present"}}, transaction.count({}));
  out.family("roster_users_due", Type::gauge,
             "Users whose purge date has come, by purge job; some are kept.");
  for (const PurgeJobConfig& job : config.purge.jobs) {
    UserFilter due;
    due.user_group = job.user_group;
    due.record_type = job.record_type;
    due.due_by = now.today - std::chrono::days{job.days_after_purge_date};
    out.sample({{"profile", job.name}}, transaction.count(due));
  }
}

std::int64_t size_of(const fs::path& path) {
  std::error_code missing;
  const auto size = fs::file_size(path, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

void add_store(Transaction& transaction, const Config& config, Exposition& out) {
  out.family("roster_store_revision", Type::gauge, "The last change; each has a higher number.");
  out.sample({}, transaction.last_revision());
  out.family("roster_store_bytes", Type::gauge, "Size of the store.");
  out.sample({}, store_bytes(transaction));
  const std::optional<std::string> path = store_file(config.store);
  if (!path) return;
  out.family("roster_store_wal_bytes", Type::gauge, "Size of its write-ahead log.");
  out.sample({}, size_of(*path + "-wal"));
}

void add_obligations(Transaction& transaction, const Config& config, Exposition& out) {
  out.family("roster_obligations_as_of_timestamp_seconds", Type::gauge,
             "Date of a source's current list.");
  for (const ObligationSource& source : transaction.obligation_sources())
    out.sample({{"source", source.name}}, seconds(source.as_of));
  out.family("roster_obligations_max_age_seconds", Type::gauge,
             "Maximum age of a list for a purge.");
  for (const std::string& source : config.obligations.sources)
    out.sample({{"source", source}}, config.obligations.max_age.count());
}

void add_ledger(Transaction& transaction, const Config& config, Exposition& out) {
  out.family("roster_ledger_entries", Type::gauge, "Entries of the erasure ledger.");
  out.sample({}, transaction.last_erasure().value_or(Erasure{}).number);
  const std::optional<LedgerCheck> check = read_ledger_check(config.spool / kLedgerCheck);
  out.family("roster_ledger_verified", Type::gauge,
             "Whether it was as it was written when it was last looked at.");
  if (check) out.sample({}, std::int64_t{check->fault.empty() ? 1 : 0});
  out.family("roster_ledger_last_verify_timestamp_seconds", Type::gauge,
             "When it was last looked at.");
  if (check) out.sample({}, seconds(check->at));
}

}  // namespace

void add_store_metrics(Transaction& transaction, const Config& config, Now now, Exposition& out) {
  out.family("roster_build_info", Type::gauge, "The version and its source, always 1.");
  out.sample({{"version", std::string(kVersion)}, {"revision", std::string(kRevision)}},
             std::int64_t{1});
  const std::vector<Job> jobs = transaction.jobs({});
  std::map<Key, Series> series = configured_series(config);
  for (const Job& job : jobs)
    if (job.dry_run == DryRun::no) count_job(job, series[{job.kind, job.name}]);
  add_jobs(series, out);
  add_records(series, out);
  add_findings(jobs, out);
  add_held(jobs, out);
  add_intake_metrics(jobs, config, out);
  add_users(transaction, config, now, out);
  add_store(transaction, config, out);
  add_obligations(transaction, config, out);
  add_ledger(transaction, config, out);
  add_export_metrics(transaction, config, out);
}

}  // namespace roster
