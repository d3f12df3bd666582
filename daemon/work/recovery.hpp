// Recovery: what the daemon, and rosterctl without one, do about jobs that a process left behind.
#pragma once

#include "daemon/work/stored_load.hpp"

namespace roster {

/// Which jobs with a file are run again: none for now, the daemon does it; or all, before new ones.
enum class FileJobs : std::uint8_t { later, now };

/// Brings open jobs to their end (users/jobs/job_run.hpp), oldest first, while no job runs. Told of
/// each: events.on_job. Throws StoreError, std::system_error, sis::Cancelled.
void recover(Session& session, FileJobs files, const LoadEvents& events);

}  // namespace roster
