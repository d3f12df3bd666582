#include "users/jobs/last_feed.hpp"

#include <algorithm>

#include "users/jobs/undone.hpp"

namespace roster {
namespace {

bool contains(const std::vector<UserRange>& ranges, UserId user) {
  const auto behind =
      std::upper_bound(ranges.begin(), ranges.end(), user,
                       [](UserId id, const UserRange& range) { return id < range.first; });
  return behind != ranges.begin() && user <= std::prev(behind)->last;
}

/// All loads, newest first.
std::vector<Job> loads(Transaction& transaction) {
  std::vector<Job> jobs;
  JobFilter filter;
  filter.dry_run = DryRun::no;
  for (const JobKind kind : {JobKind::import, JobKind::synchronize}) {
    filter.kind = kind;
    for (Job& job : transaction.jobs(filter)) jobs.push_back(std::move(job));
  }
  std::sort(jobs.begin(), jobs.end(),
            [](const Job& left, const Job& right) { return left.number > right.number; });
  return jobs;
}

}  // namespace

std::map<UserId, Job> last_feeds(Transaction& transaction, std::span<const UserId> users) {
  std::map<UserId, Job> found;
  std::vector<UserId> left(users.begin(), users.end());
  for (const Job& job : loads(transaction)) {
    if (left.empty()) break;
    if (!is_applied(job)) continue;
    const std::vector<UserRange> seen = transaction.seen(job.number);
    if (seen.empty() || is_undone(transaction, job.number)) continue;
    std::erase_if(left, [&](UserId user) {
      if (!contains(seen, user)) return false;
      found.emplace(user, job);
      return true;
    });
  }
  return found;
}

}  // namespace roster
