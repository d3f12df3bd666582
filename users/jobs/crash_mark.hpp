// Crash mark: how often the process crashed while a job ran. A file `.N.crashes` beside the reports
// gets a byte by each crash (SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, and so an uncaught
// exception). A kill, lack of memory or a power cut leave none.
//
// A program calls mark_crashes() once, first thing. Without it nothing is marked.
#pragma once

#include <filesystem>

#include "users/model/job.hpp"

namespace roster {

/// Installs the signal handlers. After the mark the signal does what it did before.
void mark_crashes();

/// A job that crashes so often is not run again.
inline constexpr std::uintmax_t kCrashesAllowed = 2;

/// How often the process crashed while this job ran.
std::uintmax_t count_crashes(const std::filesystem::path& reports, JobNumber number);

/// As long as this lives, a crash is this job's. One job at a time, as everywhere.
class CrashWatch {
 public:
  CrashWatch(const std::filesystem::path& reports, JobNumber number);
  ~CrashWatch();
  CrashWatch(const CrashWatch&) = delete;
  CrashWatch& operator=(const CrashWatch&) = delete;
};

/// Forgets the crashes of a job that came to its end.
void forget_crashes(const std::filesystem::path& reports, JobNumber number);

}  // namespace roster
