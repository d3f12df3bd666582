// Purge: the job that removes the users who left. Those who are due and have no blocker go, all in
// one commit; the report names them and everybody who was kept, with every reason.
//
//   Job job = add_purge(*store, request, now);      // the row: pending
//   job = run_purge(*store, request, job, now);     // to its end, whatever that is
//
// A purge runs to completion: users/jobs/job_run.hpp has the life of a job. Ends: completed;
// completed with warnings (people stay since their feed is stale); held (too many people would go);
// failed (obligations are missing or stale, or the erasure ledger's key is) with the reason as the
// job's message. A dry run stops after the decisions: its counts and lines are those of the real
// run.
//
// An approval is of the list that was shown: the store keeps it with the held job, and nobody else
// goes. A purge job has one held job at a time: a later run that is held or completed drops it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "purge/payload.hpp"
#include "purge/scrub.hpp"
#include "users/jobs/job_run.hpp"

namespace roster::purge {

struct PurgeRequest {
  std::string name;
  std::string by = "-";  // Job::by
  Policy policy;
  DeletePolicy delete_policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  std::optional<NeededObligations> obligations;  // nothing: none are needed
  std::vector<NeededFeed> feeds;                 // profiles that are configured
  Guard guard;
  GuardMode guard_mode = GuardMode::on;
  /// Only the confirmed go: another system has removed them already. Who else is due is kept.
  bool only_confirmed = false;
  std::vector<UserId> confirmed;  // taken by add_purge(), which keeps them with the row
  DryRun dry_run = DryRun::no;
  Traces traces;
  std::filesystem::path ledger_key;  // the erasure ledger's key (purge/ledger/ledger.hpp)

  /// Told of the people who go, or would go, in the order of their primary ids; may be empty.
  std::function<void(Transaction&, std::span<const StoredUser>)> on_going;
  std::function<void()> on_progress;  // now and then, while there is progress
  std::function<void(Step)> on_step;  // may throw: the purge is then as if the process had died
};

/// Adds the job's row.
Job add_purge(Store& store, const PurgeRequest& request, Now now);

/// Why nobody may be purged now, if so: the ledger's key is missing, or obligations are not fresh.
std::optional<std::string> refusal(Transaction& transaction, const PurgeRequest& request, Now now);

/// Runs the purge to its end and returns the job as it ended. Counts: due, purged, kept, and, when
/// a stricter delete policy made the remains of earlier purges smaller, tightened. An approved job
/// looks only at the people it was held with; who is not due any more is kept. Throws StoreError or
/// std::system_error when the store or the disk refuses.
Job run_purge(Store& store, const PurgeRequest& request, Job job, Now now);

/// Sets what a row kept of the request it was added with.
void run_as_kept(PurgeRequest& request, const PurgePayload& kept);

/// What follows the commit of any job of purge/ (JobPlace::follow_up): no report names whom nothing
/// may stay of, and no file of the store holds what was removed.
std::function<void(Job&)> follow_up(Store& store, Traces traces);

}  // namespace roster::purge
