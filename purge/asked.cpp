#include "purge/asked.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "purge/payload.hpp"

namespace roster::purge {
namespace {

/// The job that took in the current list of a source: an older one may have been approved later.
std::optional<Job> last_list(Transaction& transaction, const std::string& source) {
  JobFilter filter;
  filter.kind = JobKind::obligations;
  filter.name = source;
  filter.dry_run = DryRun::no;
  filter.statuses = {JobStatus::completed_successfully, JobStatus::completed_with_warnings,
                     JobStatus::completed_with_errors};
  std::vector<Job> jobs = transaction.jobs(filter);  // newest first, as is the first of the largest
  const auto last =
      std::max_element(jobs.begin(), jobs.end(),
                       [](const Job& one, const Job& other) { return one.ended < other.ended; });
  if (last == jobs.end()) return std::nullopt;
  return std::move(*last);
}

bool has(const std::vector<UserRange>& ranges, UserId user) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), user,
                       [](UserId id, const UserRange& range) { return id < range.first; });
  return after != ranges.begin() && std::prev(after)->last >= user;
}

}  // namespace

std::vector<UserRange> due_at(Transaction& transaction, std::span<const Policy> policies, Day day,
                              Time moment) {
  std::set<UserId> ids;
  for (const Policy& policy : policies)
    for (const Account& account : transaction.accounts(due(policy, day))) ids.insert(account.id);
  transaction.changed_since(transaction.revision_at(moment),
                            [&](UserId id, std::int64_t) { ids.erase(id); });
  std::vector<UserRange> ranges;
  for (const UserId id : ids) {
    if (!ranges.empty() && id == ranges.back().last + 1)
      ranges.back().last = id;
    else
      ranges.push_back({id, id});
  }
  return ranges;
}

std::vector<std::vector<std::string>> not_asked(Transaction& transaction,
                                                std::span<const UserId> users) {
  std::vector<std::vector<std::string>> found(users.size());
  for (const ObligationSource& source : transaction.obligation_sources()) {
    const std::optional<Job> job = last_list(transaction, source.name);
    if (!job || read_payload<ObligationsPayload>(job->payload).only_due.empty()) continue;
    const std::vector<UserRange> asked = transaction.seen(job->number);
    for (std::size_t i = 0; i < users.size(); ++i)
      if (!has(asked, users[i])) found[i].push_back("not_asked:" + source.name);
  }
  return found;
}

}  // namespace roster::purge
