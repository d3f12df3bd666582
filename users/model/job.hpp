// Job: one run with a number, a status and counts. The row in the store and report.json hold the
// same values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster {

using JobNumber = std::int64_t;

enum class DryRun : bool { no, yes };

enum class JobKind : std::uint8_t {
  import,
  synchronize,
  purge,
  undo,
  remove,
  obligations,
  exporting
};

enum class JobStatus : std::uint8_t {
  pending,
  running,
  held,  ///< nothing applied; waits until a person approves or rejects it
  completed_successfully,
  completed_with_warnings,
  completed_with_errors,  ///< some records were rejected
  failed,                 ///< refused as a whole; nothing applied
  dropped                 ///< a held job that was rejected or replaced, or a lost one
};

std::string_view to_string(JobKind kind);  // `remove` is spelled "delete", `exporting` "export"
std::string_view to_string(JobStatus status);
std::optional<JobKind> parse_job_kind(std::string_view text);
std::optional<JobStatus> parse_job_status(std::string_view text);
/// All names, for messages.
std::span<const std::string_view> job_kind_names();
std::span<const std::string_view> job_status_names();

struct Job {
  JobNumber number = 0;
  std::string by = "-";    // the account that asked; "-": schedule or file arrival
  std::string decided_by;  // the account that approved or rejected it; empty: undecided
  JobKind kind = JobKind::synchronize;
  std::string name;    // profile code, purge job, source or export
  std::string file;    // the dropped or exported file's name; empty for jobs without one
  std::string digest;  // "xxh3-128:" and 32 hex digits of the file; may be empty until it was read
  DryRun dry_run = DryRun::no;
  JobStatus status = JobStatus::pending;
  Time started{};
  std::optional<Time> ended;
  std::optional<std::chrono::milliseconds> took;  // as measured; nothing: nobody measured
  std::map<std::string, std::int64_t> counts;     // processed, created, …
  std::map<std::string, std::int64_t> warnings;   // code → how many
  std::string message;  // why it was held or failed, in words for the administrator
  std::string payload;  // what is needed to run it again (users/jobs/payload.hpp)
  bool open = true;     // not finished: it has to run, or steps after its commit remain
};

/// Is it neither pending nor running? A held job is over until somebody decides.
bool is_over(JobStatus status);

/// Did it complete?
bool is_completed(JobStatus status);

/// Were its changes committed? False for a dry run and for a held, failed or dropped job.
bool is_applied(const Job& job);

/// The job as report.json prints it (one line, without `payload` and `open`).
std::string to_json(const Job& job);

}  // namespace roster
