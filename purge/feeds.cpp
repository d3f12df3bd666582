#include "purge/feeds.hpp"

#include <algorithm>

#include "users/jobs/payload.hpp"
#include "users/jobs/undone.hpp"

namespace roster::purge {
namespace {

/// Tolerance for start times in the future, after the clock was set back.
constexpr Seconds kClockSkew{300};

bool is_held(Transaction& transaction, const std::string& profile) {
  JobFilter filter;
  filter.name = profile;
  filter.statuses = {JobStatus::held};
  filter.dry_run = DryRun::no;
  for (const JobKind kind : {JobKind::import, JobKind::synchronize}) {
    filter.kind = kind;
    if (!transaction.jobs(filter).empty()) return true;
  }
  return false;
}

bool was_loaded(Transaction& transaction, const std::string& profile, Time since, Time now) {
  JobFilter filter;
  filter.kind = JobKind::synchronize;
  filter.name = profile;
  filter.since = since;
  const std::vector<Job> jobs = transaction.jobs(filter);
  return std::any_of(jobs.begin(), jobs.end(), [&](const Job& job) {
    return job.started <= now + kClockSkew && is_applied(job) && !is_partial(job.payload) &&
           !is_undone(transaction, job.number);
  });
}

}  // namespace

std::set<std::string> stale_feeds(Transaction& transaction, std::span<const NeededFeed> needed,
                                  Time now) {
  std::set<std::string> stale;
  for (const NeededFeed& feed : needed)
    if (feed.max_age && (is_held(transaction, feed.profile) ||
                         !was_loaded(transaction, feed.profile, now - *feed.max_age, now)))
      stale.insert(feed.profile);
  return stale;
}

}  // namespace roster::purge
