// Undo: put every user a synchronize or import job touched back as they were, unless they are no
// longer as the job left them. Loads that were undone themselves do not count, so that a row of
// loads can be undone, the latest first. An undo can be undone, too: whom it removed comes back.
//
// An undo obeys what a purge obeys: whom `holds` gives reasons for (loans, a lock, a keep) stays
// and is listed; whoever is removed is told to `erased`, in the same transaction. It is guarded as
// a load is, and held when it would remove too many of the profile's users.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sis/undo/payload.hpp"
#include "users/jobs/job_run.hpp"

namespace roster::sis {

struct UndoRequest {
  JobNumber undo = 0;    // the job to undo
  std::string by = "-";  // Job::by
  DryRun dry_run = DryRun::no;
  LaterLoads later_loads = LaterLoads::refuse;
  UndoGuard guard;
  std::filesystem::path reports;

  /// Every reason why each of these users must stay, in their order; may be empty.
  std::function<std::vector<std::vector<std::string>>(Transaction&, std::span<const StoredUser>)>
      holds;
  /// Told of users that are being removed by this job; may be empty.
  std::function<void(Transaction&, const Job&, std::span<const StoredUser>)> erased;
  std::function<void()> on_progress;    // now and then, while there is progress
  std::function<void(Step)> on_step;    // may throw: the undo is then as if the process had died
  std::function<void(Job&)> follow_up;  // JobPlace::follow_up
};

/// The job cannot be undone: what() says why (no such job, nothing was applied, its history is
/// gone, later loads confirmed its people).
struct CannotUndo : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The load that a job, or the undo of one, is about; a Job without a number when there is none.
Job load_behind(Transaction& transaction, JobNumber number);

/// Runs the undo as a job of its own: completed, or held. Counts: processed, restored, removed
/// (created by that job), kept (changed since, or held by something; listed in the report with the
/// reason). Throws CannotUndo before anything is done.
Job run_undo(Store& store, const UndoRequest& request, Now now);

/// Applies a held undo: only people of the list that was shown are removed. Throws CannotUndo, and
/// the job stays held.
Job approve_undo(Store& store, const UndoRequest& request, Job held, Now now);

/// Runs an undo again whose process died, as its row says; `request` gives all else. Throws
/// CannotUndo before anything is done, also for a row of an earlier version, which says nothing.
Job resume_undo(Store& store, UndoRequest request, Job job, Now now);

}  // namespace roster::sis
