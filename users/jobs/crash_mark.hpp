// Crash mark: counts how often the process crashed while a job ran. Each crash (SIGSEGV, SIGABRT,
// SIGBUS, SIGFPE, SIGILL, and therefore an uncaught exception) appends one byte to a file
// `.N.crashes` in the reports directory. A kill, lack of memory or a power cut leaves no mark.
//
// A program calls mark_crashes() once, at its start. Otherwise no crash is marked.
#pragma once

#include <filesystem>

#include "users/model/job.hpp"

namespace roster {

/// Installs the signal handlers. After the mark, the default action of the signal follows.
void mark_crashes();

/// A job with this many crashes is not run again.
inline constexpr std::uintmax_t kCrashesAllowed = 2;

/// How often the process crashed while this job ran.
std::uintmax_t count_crashes(const std::filesystem::path& reports, JobNumber number);

/// While this object lives, a crash is counted for this job. One job runs at a time.
class CrashWatch {
 public:
  CrashWatch(const std::filesystem::path& reports, JobNumber number);
  ~CrashWatch();
  CrashWatch(const CrashWatch&) = delete;
  CrashWatch& operator=(const CrashWatch&) = delete;
};

/// Deletes the crash count of a job that ended.
void forget_crashes(const std::filesystem::path& reports, JobNumber number);

}  // namespace roster
