// Undo: put every user a synchronize or import job touched back as they were, unless they are no
// longer as the job left them. Loads that were undone themselves do not count, so that a row of
// loads can be undone, the latest first.
#pragma once

#include <filesystem>
#include <functional>

#include "users/model/job.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

struct UndoRequest {
  JobNumber undo = 0;  // the job to undo
  DryRun dry_run = DryRun::no;
  std::filesystem::path reports;
  std::function<void()> on_progress;  // now and then, while there is progress
  std::string by = "-";               // Job::by
};

/// The job cannot be undone: what() says why (no such history, not a load, nothing was applied).
struct CannotUndo : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs the undo as a job of its own. Counts: processed, restored, removed (created by that job),
/// kept (changed since; listed in the report with the reason). Throws CannotUndo before anything is
/// done.
Job run_undo(Store& store, const UndoRequest& request, Now now);

}  // namespace roster::sis
