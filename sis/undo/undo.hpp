// Undo: restores every user that a synchronize or import job changed, unless the user was changed
// again since. Loads that were undone do not count as later changes, so that a series of loads can
// be undone, starting with the latest. An undo can be undone too: the users it removed are created
// again.
//
// An undo obeys the same rules as a purge: users for whom `holds` gives reasons (loans, a lock, a
// keep) stay and are listed; removed users are passed to `erased` in the same transaction. It is
// guarded like a load, and held when it would remove too many of the profile's users, or on
// request.
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
  UndoHeld held = UndoHeld::beyond_guard;
  std::filesystem::path reports;

  /// Returns the reasons why each of these users must stay, in their order; may be empty.
  std::function<std::vector<std::vector<std::string>>(Transaction&, std::span<const StoredUser>)>
      holds;
  /// Called with users that this job removes; may be empty.
  std::function<void(Transaction&, const Job&, std::span<const StoredUser>)> erased;
  /// Did a purge or a deletion erase an id of this user after the undo that is undone removed the
  /// user? Who was erased is not created again. Empty: nobody was.
  std::function<bool(Transaction&, const User&)> erased_since;
  std::function<void()> on_progress;    // called from time to time
  std::function<void(Step)> on_step;    // may throw; the undo is then left as after a crash
  std::function<void(Job&)> follow_up;  // JobPlace::follow_up
  std::function<void(const Job&, const std::string&)> on_left_over;  // JobPlace::on_left_over
};

/// The job cannot be undone: what() gives the reason (no such job, nothing was applied, its history
/// was deleted, later loads confirmed its users).
struct CannotUndo : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The load of a job, or of the job that an undo is about; a Job without a number when there is
/// none.
Job load_behind(Transaction& transaction, JobNumber number);

/// Runs the undo as a separate job: completed, or held. Counts: processed, restored, removed
/// (created by that job), kept (changed since, or held; listed in the report with the reason).
/// Throws CannotUndo before any change.
Job run_undo(Store& store, const UndoRequest& request, Now now);

/// Applies a held undo: removes only users of the list that was shown. Throws CannotUndo, and then
/// the job stays held.
Job approve_undo(Store& store, const UndoRequest& request, Job held, Now now);

/// Runs an undo again whose process died, as its row says; `request` gives all else. Throws
/// CannotUndo before anything is done, also for a row of an earlier version, which says nothing.
Job resume_undo(Store& store, UndoRequest request, Job job, Now now);

}  // namespace roster::sis
