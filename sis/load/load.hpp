// Load: the import and synchronize jobs. A file becomes committed users and a report, or nothing at
// all.
//
//   Job job = add_load(*store, request, now);       // the row: pending
//   job = run_load(*store, request, job, now);      // to its end, whatever that is
//
// The users, the history, the job row and the finished report become true in one commit; after that
// only the report's rename is left. A load that dies before it left nothing but its row, and is run
// again; one that died after it is only published (publish_leftover).
#pragma once

#include <filesystem>
#include <functional>

#include "sis/profile.hpp"
#include "sis/unpack/unpack.hpp"
#include "users/model/job.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// Where a load stands; for tests that stop it there.
enum class Step : std::uint8_t { started, applied, guarded, reported, committed, published };

enum class GuardMode : std::uint8_t { on, approved };

/// One user as a load leaves it, for a preview of differences. `before` is nullptr for a new user.
using OnChange =
    std::function<void(const User* before, const User& after, const FieldSet& changed)>;

struct LoadRequest {
  JobKind kind = JobKind::synchronize;  // or import
  std::string by = "-";                 // Job::by
  const Profile* profile = nullptr;     // not owned
  int fd = -1;                          // the file, open for reading; not owned
  std::string file;                     // its name, for messages and reports
  DryRun dry_run = DryRun::no;
  GuardMode guard = GuardMode::on;
  Limits limits;
  unsigned workers = 2;
  std::filesystem::path reports;
  std::string rerun;  // kept as Job::request

  std::function<Time()> clock;  // for the time the job ended; without one, when it started
  OnChange on_change;
  std::function<void(std::uint64_t records, ReadSoFar file)> on_progress;
  std::function<bool()> cancelled;    // asked between batches; true rolls back and throws Cancelled
  std::function<void(Step)> on_step;  // may throw: the load is then as if the process had died
};

/// The load was asked to stop; nothing was applied and its row is pending again.
struct Cancelled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Adds the job's row.
Job add_load(Store& store, const LoadRequest& request, Now now);

/// Runs the load to its end and returns the job as it ended: completed, held (a guard tripped) or
/// failed (the file was refused). Throws StoreError or std::system_error when the store or the disk
/// refuses, IncompleteFeed when the file ends too early and is not yet given up (the caller
/// decides; fail_load() then records it).
Job run_load(Store& store, const LoadRequest& request, Job job, Now now);

/// Records that a job failed as a whole, with its report.
Job fail_job(Store& store, const std::filesystem::path& reports, Job job, std::string message,
             Now now);

/// The action a request uses.
const Action& action_of(const Profile& profile, JobKind kind);

}  // namespace roster::sis
