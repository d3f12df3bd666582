// Delete user: removes one user by hand. Keeps nothing, whatever the delete policy is; blockers
// apply unless forced. A job of its own (kind `delete`), which never names the user after the
// removal.
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
  std::function<void(Step)> on_step;        // as in PurgeRequest
  std::string by = "-";                     // Job::by
  std::optional<UserId> row = {};           // instead of `id`: the number of a damaged row
  GuardMode guard_mode = GuardMode::on;     // `always`: held until somebody approves it
  std::string key_of = {};                  // as in DeletePayload
  std::optional<DeletePayload> shown = {};  // of the dry run that somebody has confirmed
  std::function<void(const Job&, const std::string&)> on_left_over = {};  // JobPlace::on_left_over
};

/// No user has this id, or no damaged row has this number; nothing was changed.
struct NoSuchUser : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The row of a deletion says nothing (it is of an earlier version), its user is gone, or it is not
/// the one that was shown. Nothing was changed.
struct CannotDelete : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Runs the deletion. Counts: purged, kept. A user who has blockers is kept: the job fails, and its
/// message and report list every reason. Blockers are the obligations, a lock, a keep, and any
/// positive balance; dates, requests and the account type are not checked. A user has at most one
/// held deletion: a later one that is held or completed drops it. With `shown` it is about that
/// user alone, and overrides no reason that the dry run did not show. Throws NoSuchUser,
/// CannotDelete, or what run_purge() throws.
Job run_delete(Store& store, const DeleteRequest& request, Now now);

/// Runs a held deletion that somebody approved; blockers are looked at again: of a forced one only
/// those that were shown are overridden. Throws CannotDelete before anything is done.
Job approve_delete(Store& store, DeleteRequest request, Job held, Now now);

/// Runs a deletion again whose process died, as its row says; `request` gives all else. Throws
/// CannotDelete before anything is done.
Job resume_delete(Store& store, DeleteRequest request, const Job& job, Now now);

}  // namespace roster::purge
