#include "sis/load/recent.hpp"

#include "users/jobs/undone.hpp"

namespace roster::sis {

namespace {

/// The loads of a profile, import and synchronize.
std::vector<Job> loads_of(Transaction& transaction, const std::string& profile, JobFilter filter) {
  filter.name = profile;
  filter.dry_run = DryRun::no;
  filter.kind = JobKind::import;
  std::vector<Job> loads = transaction.jobs(filter);
  filter.kind = JobKind::synchronize;
  for (Job& job : transaction.jobs(filter)) loads.push_back(std::move(job));
  return loads;
}

}  // namespace

std::int64_t newly_due_lately(Transaction& transaction, const std::string& profile, Time now) {
  JobFilter filter;
  filter.since = now - std::chrono::hours(24);
  std::int64_t sum = 0;
  for (const Job& job : loads_of(transaction, profile, filter)) {
    const auto due = job.counts.find("newly_due");
    if (due == job.counts.end() || !is_applied(job) || is_undone(transaction, job.number)) continue;
    sum += due->second;
  }
  return sum;
}

std::optional<Job> later_load(Transaction& transaction, const Job& held) {
  JobFilter filter;
  filter.since = held.started;
  std::optional<Job> later;
  for (const Job& job : loads_of(transaction, held.name, filter)) {
    if (job.number <= held.number || (later && job.number < later->number)) continue;
    if (job.status == JobStatus::held || (is_applied(job) && !is_undone(transaction, job.number)))
      later = job;
  }
  return later;
}

}  // namespace roster::sis
