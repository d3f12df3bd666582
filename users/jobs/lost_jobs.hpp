// Lost jobs: jobs whose reports are published although the store does not know how they ended. Then
// the store is older than its reports: another server without the last commits took over, or a
// backup was put back. A report is published after its job's commit, so nothing else explains it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "users/jobs/job_run.hpp"

namespace roster {

struct LostJob {
  JobNumber number = 0;
  std::optional<Job> told;  // by its report; nothing: the report cannot be read
};

/// The lost jobs, by number; none when the store is as new as its reports. Throws StoreError,
/// std::system_error.
std::vector<LostJob> find_lost_jobs(Transaction& transaction, const std::filesystem::path& reports);

/// `7 synchronize SIS users.zip (completed successfully)`.
std::string lost_job_text(const LostJob& lost);

/// Goes on without these jobs: their numbers are not given again, and their rows say that they are
/// `dropped` and who decided it; their reports keep their lines. Returns the rows. Done again after
/// a failure, it continues. Throws StoreError, std::system_error.
std::vector<Job> drop_lost_jobs(const JobPlace& place, const std::vector<LostJob>& lost,
                                const std::string& by, Now now);

}  // namespace roster
