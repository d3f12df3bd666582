// Recovery: completes the jobs that a process left behind, in the daemon or in rosterctl without
// one.
#pragma once

#include "daemon/work/stored_load.hpp"

namespace roster {

/// When jobs with a file run again: later, by the daemon; or now, before new jobs.
enum class FileJobs : std::uint8_t { later, now };

/// Completes open jobs (users/jobs/job_run.hpp), oldest first; no job may be running. Calls
/// events.on_job for each. Throws StoreError, std::system_error, sis::Cancelled.
void recover(Session& session, FileJobs files, const LoadEvents& events);

}  // namespace roster
