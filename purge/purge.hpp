// Purge: the job that removes the users who left. Those who are due and have no blocker go, all in
// one commit; the report names them and everybody who was kept, with every reason.
//
//   Job job = add_purge(*store, request, now);      // the row: pending
//   job = run_purge(*store, request, job, now);     // to its end, whatever that is
//
// A purge runs to completion. One that dies before its commit left nothing but its row, and is run
// again under its number; one that died after it is only published and its traces wiped
// (resume_purge). Ends: completed; held (too many people would go); failed (obligations are missing
// or stale, or the erasure ledger's key is) with the reason as the job's message. A dry run stops
// after the decisions: its counts and lines are those of the real run.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "purge/guard.hpp"
#include "purge/policy.hpp"
#include "purge/sources.hpp"
#include "users/model/job.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

/// Where a purge stands; for tests that stop it there.
enum class Step : std::uint8_t {
  started,
  decided,
  guarded,
  removed,
  reported,
  committed,
  published,
  wiped
};

enum class GuardMode : std::uint8_t { on, approved };

struct PurgeRequest {
  std::string name;
  std::string by = "-";  // Job::by
  Policy policy;
  DeletePolicy delete_policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  std::optional<NeededObligations> obligations;  // nothing: none are needed
  Guard guard;
  GuardMode guard_mode = GuardMode::on;
  DryRun dry_run = DryRun::no;
  std::filesystem::path reports;
  std::filesystem::path ledger_key;  // the erasure ledger's key (purge/ledger/ledger.hpp)
  std::string rerun;                 // kept as Job::request

  std::function<void()> on_progress;  // now and then, while there is progress
  std::function<void(Step)> on_step;  // may throw: the purge is then as if the process had died
};

/// Adds the job's row.
Job add_purge(Store& store, const PurgeRequest& request, Now now);

/// Runs the purge to its end and returns the job as it ended. Counts: due, purged, kept, and, when
/// a stricter delete policy made the remains of earlier purges smaller, tightened. An approved job
/// is held again when it would remove more users than it was held with. Throws StoreError or
/// std::system_error when the store or the disk refuses.
Job run_purge(Store& store, const PurgeRequest& request, Job job, Now now);

/// Brings a job whose process died to its end, or does nothing. `number` must be a purge's.
Job resume_purge(Store& store, PurgeRequest request, JobNumber number, Now now);

}  // namespace roster::purge
