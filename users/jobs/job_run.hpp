// Job run: the one life of a job, whatever its kind. The only code that changes a job's status, and
// the only recovery.
//
//   Job job = add_job(store, std::move(job), now);                    // the row: pending
//   job = run_job(place, job, now, [&](JobWork& work) {               // the row: running
//     … work.transaction, work.report, work.job.counts …
//     return completed(JobStatus::completed_successfully);            // or held(), failed(), …
//   });
//
// What the work did, the job's row and its finished report become true in one commit. What follows
// it (the report's rename, and what the kind asks for) may fail or be cut off: the row stays open
// then, and recover_jobs() does the rest. No kind of job commits, or changes a row, by itself.
//
// Threads: a job runs on one thread. Errors: StoreError and std::system_error when the store or the
// disk refuses before the commit: nothing is applied, the row is open and is run again. What throws
// in the work is passed on and leaves the same.
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

/// Where a job stands; for tests that stop it there.
enum class Step : std::uint8_t {
  started,
  applied,  // a load: the feed is in the transaction
  decided,  // a purge: who goes and who stays
  guarded,
  removed,
  reported,  // the report is on the disk, under its hidden name
  committed,
  published,  // the report has its name
  followed,   // all else that follows the commit
  closed      // the row says that nothing is left to do
};

/// What every job needs.
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

/// What the work of a job has in its hands.
struct JobWork {
  Transaction& transaction;  // the one of the job; never committed by the work
  ReportWriter& report;
  Job& job;  // the work sets counts, warnings, digest, payload; never the status
};

/// How the work ended. For run_job() only.
struct Ending {
  JobStatus status = JobStatus::failed;
  std::string message;  // why, in words for the administrator
  std::optional<std::map<std::string, std::int64_t>>
      counts;                                  // of one that failed; else no_counts()
  std::function<void(Transaction&)> with_row;  // what else is kept with the row of a held one
};

/// The work is done; a dry run's is taken back by run_job().
Ending completed(JobStatus status, std::string message = {});
/// Nothing of it is applied until somebody approves the job.
Ending held(std::string why);
/// Nothing of it is applied, ever. The counts are those of a job that did nothing.
Ending failed(std::string why);
/// Nothing of it is applied; the row is pending again. `why` says what it waits for.
Ending given_back(std::string why);

/// Adds the row: pending, started now. Returns the job with its number.
Job add_job(Store& store, Job job, Now now);

/// Runs a job that is pending, running (its process died) or held (somebody approved it), and
/// returns it as it ended. One during which the process crashed twice is failed instead.
Job run_job(const JobPlace& place, Job job, Now now, const std::function<Ending(JobWork&)>& work);

/// The one moment that counts: what the transaction holds, the row and the report become true
/// together. Then what follows. For run_job(), and for kinds whose frame is their own.
Job commit_job(const JobPlace& place, std::unique_ptr<Transaction> transaction,
               ReportWriter& report, Job job, Now now);

/// The row of a job that begins: running.
Job begin_job(Store& store, Job job, Now now);

/// Does again what follows the commit of a job that is over, where it was not done.
Job follow_job(const JobPlace& place, Job job);

/// A job that cannot be run (again) has failed.
Job fail_job(const JobPlace& place, Job job, std::string why, Now now);

/// A held job that somebody rejected, or that a later one replaces, is dropped. Its user lines
/// stay.
Job drop_job(const JobPlace& place, Job job, std::string why, Now now);

/// The row is pending again: a process that stops takes back what it began.
Job give_back(Store& store, Job job, std::string why);

/// Replaces the payload of a job that is not over.
Job set_payload(Store& store, Job job, std::string payload);

/// The counts of a job of this kind that did nothing.
std::map<std::string, std::int64_t> no_counts(JobKind kind);

/// What recovery needs to know of the kinds.
struct Recovery {
  /// Runs an open job again by its payload and returns it. One that has to wait is returned as it
  /// is. Nothing: it cannot be repeated.
  std::function<std::optional<Job>(const Job&)> repeat;
  std::function<void(const Job&)> on_ended;  // told of each job that ended by that; may be empty
};

/// Brings every open job to its end, oldest first: what committed is published and followed up,
/// what can be repeated runs again, all else has failed. Trouble with one job does not keep the
/// others waiting; the first trouble is thrown at the end.
void recover_jobs(const JobPlace& place, const Recovery& recovery, Now now);

}  // namespace roster
