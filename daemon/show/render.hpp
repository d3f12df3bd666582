// Render: jobs and users as a person reads them on a terminal. No line ends in blanks; nothing is
// coloured.
#pragma once

#include <string>
#include <vector>

#include "daemon/schedule/schedule.hpp"
#include "users/model/fields.hpp"
#include "users/model/job.hpp"

namespace roster {

/// The text on one line and without what a terminal obeys: line breaks and tabs become blanks,
/// other control characters `?`.
std::string on_one_line(std::string_view text);

/// Columns under their headings, as wide as they must be, each cell on one line. The last column is
/// not padded.
std::string render_table(const std::vector<std::vector<std::string>>& rows);

/// `completed with errors`: a status in words.
std::string status_text(JobStatus status);

/// `processed 20411, created 120, …`: the counts in their order.
std::string counts_text(const Job& job);

/// What a person sees after a job: its line, counts, warnings, message.
std::string render_job(const Job& job, const date::time_zone& zone);

/// What becomes of a held job now.
std::string held_text(const Job& job);

/// `4s`, `2m05s`, `1h02m`.
std::string duration_text(std::chrono::seconds duration);

/// What would change in one user, field by field: `s100: user_group: A -> B`.
std::string render_change(const User* before, const User& after, const FieldSet& changed);

/// A user, one field a line.
std::string render_user(const User& user);

}  // namespace roster
