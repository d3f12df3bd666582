// Recovery: completes the jobs that a process left behind, in the daemon or in rosterctl without
// one, and removes its copies of the store.
#pragma once

#include <filesystem>
#include <string_view>

#include "daemon/work/stored_load.hpp"

namespace roster {

/// When jobs with a file run again: later, by the daemon; or now, before new jobs.
enum class FileJobs : std::uint8_t { later, now };

/// Completes open jobs (users/jobs/job_run.hpp), oldest first; no job may be running. Calls
/// events.on_job for each. Throws StoreError, std::system_error, sis::Cancelled.
void recover(Session& session, FileJobs files, const LoadEvents& events);

/// The right to have copies of the store in a spool, which several processes may have at once. A
/// copy of a process that died holds people who may be erased since.
class StoreCopies {
 public:
  static constexpr std::string_view kName = "backup-";  // the process's number follows

  /// Removes the copies that were left behind, unless somebody has the right already. Without a
  /// directory that can be read it does nothing.
  explicit StoreCopies(const std::filesystem::path& spool);
  ~StoreCopies();
  StoreCopies(const StoreCopies&) = delete;
  StoreCopies& operator=(const StoreCopies&) = delete;

 private:
  int fd_;  // of the directory, locked
};

}  // namespace roster
