// Delete user: one user removed by hand. Nothing is kept, whatever the delete policy; blockers hold
// unless forced. A job of its own (kind `delete`) that never names the person once they are gone.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "purge/purge.hpp"

namespace roster::purge {

struct DeleteRequest {
  std::string id;  // primary id or any identifier
  Force force = Force::no;
  DryRun dry_run = DryRun::no;
  Traces traces;
  std::filesystem::path ledger_key;
  std::function<void(Step)> on_step;  // as in PurgeRequest
  std::string by = "-";               // Job::by
  std::optional<UserId> row = {};     // instead of the id: the number of a damaged row
};

/// Nobody has this id, or no damaged row this number; nothing was done.
struct NoSuchUser : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs the deletion. Counts: purged, kept. A user who is held back is kept: the job is failed and
/// its message and report say every reason. Blockers are what other systems say, a lock, and any
/// balance; dates, requests and the account type are not asked. Throws NoSuchUser, or what
/// run_purge() throws.
Job run_delete(Store& store, const DeleteRequest& request, Now now);

/// The row of a deletion says nothing (it is of an earlier version), or its user is gone.
struct CannotDelete : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs a deletion again whose process died, as its row says; `request` gives all else. Throws
/// CannotDelete before anything is done.
Job resume_delete(Store& store, DeleteRequest request, const Job& job, Now now);

}  // namespace roster::purge
