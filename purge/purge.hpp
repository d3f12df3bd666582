// Purge: the job that removes users who left. Those who are due and have no blocker are removed in
// one commit; the report lists them and all users who were kept, with every reason.
//
//   Job job = add_purge(*store, request, now);      // the row: pending
// to its end
//
// A purge runs to completion; users/jobs/job_run.hpp describes the states of a job. Ends:
// completed; completed with warnings (users are kept because their feed is stale); held (too many
// users would be removed); failed (obligations are missing or stale, or the erasure ledger's key is
// missing), with the reason as the job's message. A dry run stops after the decisions: its counts
// and lines are those of the real run.
//
// An approval applies to the list that was shown: the store keeps it with the held job, and no
// other user is removed. A purge that follows a dry run, with its `shown`, is held when others
// would go than the dry run showed. A purge job has at most one held run: a later run that is held
// or completed drops it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>

#include "purge/payload.hpp"
#include "purge/scrub.hpp"
#include "users/jobs/job_run.hpp"

namespace roster::purge {

struct PurgeRequest {
  std::string name;
  std::string by = "-";  // Job::by
  Policy policy;
  DeletePolicy delete_policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  std::optional<NeededObligations> obligations;  // unset: none are needed
  std::vector<NeededFeed> feeds;                 // profiles that are configured
  Guard guard;
  GuardMode guard_mode = GuardMode::on;
  /// Only the confirmed go: another system has removed them already. Who else is due is kept.
  bool only_confirmed = false;
  std::vector<UserId> confirmed;  // taken by add_purge(), which keeps them with the row
  std::optional<Shown> shown;     // held unless exactly these would go
  /// Of a dry run in a series: the real run finds them gone.
  std::unordered_set<UserId> gone_before;
  DryRun dry_run = DryRun::no;
  Traces traces;
  std::filesystem::path ledger_key;  // the erasure ledger's key (purge/ledger/ledger.hpp)

  /// Called with the users who are removed (or would be), ordered by primary id; may be empty.
  std::function<void(Transaction&, std::span<const StoredUser>)> on_going;
  std::function<void()> on_progress;  // called from time to time while the job makes progress
  std::function<void(Step)> on_step;  // may throw: the purge then stops as if the process had died
  std::function<void(const Job&, const std::string&)> on_left_over;  // JobPlace::on_left_over
};

/// Adds the job's row.
Job add_purge(Store& store, const PurgeRequest& request, Now now);

/// Returns why no user may be purged now: the ledger's key is missing, or obligations are not
/// fresh. Nothing when purging is possible.
std::optional<std::string> refusal(Transaction& transaction, const PurgeRequest& request, Now now);

/// Runs the purge to its end and returns the job. Counts: due, purged, kept, and, when a stricter
/// delete policy reduced the remains of earlier purges, tightened. An approved job considers only
/// the users on its list; those who are no longer due are kept. Throws StoreError or
/// std::system_error when the store or the disk fails.
Job run_purge(Store& store, const PurgeRequest& request, Job job, Now now);

/// Restores the parts of the request that its row has kept.
void run_as_kept(PurgeRequest& request, const PurgePayload& kept);

}  // namespace roster::purge
