// Render: jobs and users as text for a terminal. No line ends in blanks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/schedule/schedule.hpp"
#include "daemon/show/terminal_text.hpp"
#include "users/model/fields.hpp"
#include "users/model/job.hpp"
#include "users/store/holds.hpp"

namespace roster {

/// A status in words: `completed with errors`.
std::string status_text(JobStatus status);

/// Whether a job is described as done, or with "would". A job that has not ended counts as applied.
enum class Applied : bool { no, yes };
Applied applied(const Job& job);

/// `processed 20411, created 120, …`, or `would create 120` when nothing was applied: the counts in
/// their order. Zeros are shown only for the counts of the job's kind, or never (left_out).
enum class Zeros : bool { left_out, shown };
std::string counts_text(const Job& job, Zeros zeros = Zeros::shown);

/// The summary after a job: its line, counts, warnings, message.
std::string render_job(const Job& job, const date::time_zone& zone);

/// What can be done with a held job.
std::string held_text(const Job& job);

/// `locked by desk 4 until 2026-11-22 03:00 CET (set by anna)`.
std::string lock_text(const Lock& lock, const date::time_zone& zone);

/// `asked by anna, approved by bert`; empty for what a schedule or an arrival began and nobody
/// decided.
std::string who_text(const Job& job);

/// `4s`, `2m05s`, `1h02m`.
std::string duration_text(std::chrono::seconds duration);
/// How long a job took, below a second as `812 ms` where it was measured; empty for one that has
/// not ended.
std::string took_text(const Job& job);

/// A size for people: `812 KiB`, `3.6 MiB`, `61.0 GiB`.
std::string size_text(std::uint64_t bytes);

/// A user, one field a line, each item of a list too.
enum class Secrets : bool { hidden, shown };
std::string render_user(const User& user, Secrets secrets = Secrets::hidden);

}  // namespace roster
