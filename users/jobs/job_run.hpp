// Job run: the life cycle of a job of any kind. Only this code changes a job's status, and only
// this code recovers jobs.
//
//   Job job = add_job(store, std::move(job), now);                    // the row: pending
//   job = run_job(place, job, now, [&](JobWork& work) {               // the row: running
//     … work.transaction, work.report, work.job.counts …
//     return completed(JobStatus::completed_successfully);            // or held(), failed(), …
//   });
//
// One commit makes the work's changes, the job's row and its finished report valid. The steps after
// it (renaming the report, follow-up work of the kind) can fail or be interrupted: the row then
// stays open and recover_jobs() completes them. No kind of job commits or changes its row itself.
//
// Threads: a job runs on one thread. Errors: StoreError and std::system_error when the store or the
// disk fails before the commit: nothing is applied, the row stays open and the job runs again. An
// exception from the work has the same effect and is rethrown.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "users/jobs/report.hpp"
#include "users/store/store.hpp"

namespace roster {

/// The step a job has reached; tests stop it there.
enum class Step : std::uint8_t {
  started,
  applied,  // a load: the feed is in the transaction
  decided,  // a purge: each user is decided: purged or kept
  guarded,
  removed,
  reported,  // the report is on disk under its hidden name
  committed,
  published,  // the report has its final name
  followed,   // the follow-up work after the commit is done
  closed      // the row says that the job is closed
};

/// What run_job() needs for every job.
struct JobPlace {
  Store& store;
  std::filesystem::path reports;
  std::function<Time()> clock;          // for the time a job ends; without one, Now tells it
  std::function<void(Step)> on_step;    // may throw: the job is then as if the process had died
  std::function<void(Job&)> follow_up;  // what else follows a commit; may be done twice
  /// Told of what follows a commit and could not be done now, in words. The job is applied.
  std::function<void(const Job&, const std::string&)> on_left_over;

  void step(Step step) const {
    if (on_step) on_step(step);
  }
};

/// Does what follows the commit of a job. When the store or the disk fails, tells it
/// (on_left_over) and returns false: the job is over all the same. Throws StoreBroken.
bool do_after(const JobPlace& place, const Job& job, const std::function<void()>& work);

/// What the work of a job can use.
struct JobWork {
  Transaction& transaction;  // the job's; the work never commits it
  ReportWriter& report;
  Job& job;  // the work sets counts, warnings, digest, payload; never the status
};

/// How the work ended. Only for run_job().
struct Ending {
  JobStatus status = JobStatus::failed;
  std::string message;  // why, in words for the administrator
  std::optional<std::map<std::string, std::int64_t>>
      counts;                                  // of a failed job; default: no_counts()
  std::function<void(Transaction&)> with_row;  // stores more data with the row of a held job
};

/// The work is done; for a dry run, run_job() rolls it back.
Ending completed(JobStatus status, std::string message = {});
/// Nothing is applied until somebody approves the job.
Ending held(std::string why);
/// Nothing is applied. The counts are those of a job that did nothing.
Ending failed(std::string why);
/// Nothing is applied; the row is pending again. `why` says what the job waits for.
Ending given_back(std::string why);

/// Adds the row: pending, started now. Returns the job with its number.
Job add_job(Store& store, Job job, Now now);

/// Runs a job that is pending, running (its process died) or held (somebody approved it), and
/// returns it in its final state. Fails the job instead when the process crashed twice while it
/// ran.
Job run_job(const JobPlace& place, Job job, Now now, const std::function<Ending(JobWork&)>& work);

/// Commits the transaction's changes, the row and the report together, then runs follow_job(). For
/// run_job(), and for kinds that do not use it.
Job commit_job(const JobPlace& place, std::unique_ptr<Transaction> transaction,
               ReportWriter& report, Job job, Now now);

/// Sets the row to running.
Job begin_job(Store& store, Job job, Now now);

/// Repeats the steps after the commit of a job that is over, as far as they are not done.
Job follow_job(const JobPlace& place, Job job);

/// Sets a job that cannot run (again) to failed.
Job fail_job(const JobPlace& place, Job job, std::string why, Now now);

/// Does `work`, which runs the job. When the store or the disk refuses before the commit, the job
/// has failed: who asked for it is told so, and it must not be done later, as after a crash.
/// Rethrows.
Job run_asked(const JobPlace& place, const Job& job, Now now, const std::function<Job()>& work);

/// Drops a held job that somebody rejected or that a later job replaces. Its user lines stay in the
/// report.
Job drop_job(const JobPlace& place, Job job, std::string why, Now now);

/// Drops the held jobs of the kind of `ended` that `is_same` says it replaces, unless it was a dry
/// run or failed.
void drop_superseded(const JobPlace& place, const Job& ended, Now now,
                     const std::function<bool(const Job& held)>& is_same);

/// Sets the row to pending again: for a process that stops before the job has ended.
Job give_back(Store& store, Job job, std::string why);

/// Replaces the payload of a job that is not over.
Job set_payload(Store& store, Job job, std::string payload);

/// The counts of a job of this kind that did nothing.
std::map<std::string, std::int64_t> no_counts(JobKind kind);

/// What recovery needs from the kinds of jobs.
struct Recovery {
  /// Runs an open job again from its payload and returns it. Returns a job that has to wait
  /// unchanged. Returns nothing when the job cannot be repeated.
  std::function<std::optional<Job>(const Job&)> repeat;
  std::function<void(const Job&)> on_ended;  // called for each job that repeat() ended; optional
};

/// Ends every open job, oldest first: publishes and follows up committed jobs, repeats jobs that
/// can be repeated, and fails all others. An error in one job does not stop the others; the first
/// error is thrown at the end.
void recover_jobs(const JobPlace& place, const Recovery& recovery, Now now);

}  // namespace roster
