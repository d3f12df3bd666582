#include "sis/load/recent.hpp"

#include <algorithm>
#include <vector>

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

std::int64_t count(const Job& job, const std::string& name) {
  const auto found = job.counts.find(name);
  return found == job.counts.end() ? 0 : found->second;
}

}  // namespace

std::int64_t newly_due_lately(Transaction& transaction, const std::string& profile, Time now,
                              std::int64_t users, std::int64_t from) {
  JobFilter filter;
  filter.since = now - std::chrono::hours(24);
  std::vector<Job> loads = loads_of(transaction, profile, filter);
  std::erase_if(loads, [&](const Job& job) {
    return !is_applied(job) || is_undone(transaction, job.number);
  });
  std::sort(loads.begin(), loads.end(),
            [](const Job& left, const Job& right) { return left.number > right.number; });
  std::int64_t sum = 0;
  for (const Job& job : loads) {  // newest first, so that `users` becomes the number before each
    users -= count(job, "created");
    if (users >= from) sum += count(job, "newly_due");
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
