#include <system_error>

#include "users/jobs/job_run.hpp"

namespace roster {

namespace {

/// With its report, or, when there is no room for one, its row alone.
void give_up(const JobPlace& place, JobNumber number, const std::string& why, Now now) {
  std::optional<Job> job = place.store.begin(Access::read)->job(number);
  if (!job || is_over(job->status)) return;
  try {
    fail_job(place, *job, why, now);
  } catch (const std::system_error&) {
    job->status = JobStatus::failed;
    job->open = false;
    job->message = why;
    job->ended = now.time;
    job->counts = no_counts(job->kind);
    const auto transaction = place.store.begin(Access::write);
    transaction->update_job(*job);
    transaction->commit();
  }
}

}  // namespace

Job run_asked(const JobPlace& place, const Job& job, Now now, const std::function<Job()>& work) {
  try {
    return work();
  } catch (const StoreBroken&) {  // it may have taken effect
    throw;
  } catch (const StoreError& error) {
    give_up(place, job.number, error.what(), now);
    throw;
  } catch (const std::system_error& error) {
    give_up(place, job.number, error.what(), now);
    throw;
  }
}

}  // namespace roster
