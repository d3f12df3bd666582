// Dropped file: what happens to a file in a drop directory after its job ended.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "daemon/work/session.hpp"

namespace roster {

/// Receives, as a message, what could not be done after a job had ended.
using OnLeftOver = std::function<void(const Job&, const std::string&)>;

/// What a person must know of it. Of a step that is tried again: `job 17 is complete, but something
/// is left to do: …`.
std::string left_over_text(const Job& job, const std::string& what);
/// Of the sender's report, which is not: `job 17 is complete, but the sender's report is missing:
/// …`, and what shows it.
std::string unreported_text(const Job& job, const std::string& what);

/// Keeps such texts in `note`, which must outlive them.
OnLeftOver left_over_in(std::string& note);
OnLeftOver unreported_in(std::string& note);

/// What follows the commit of a job with a file (JobPlace::follow_up): renames the dropped file
/// with the ending for the job's status, writes the sender's report beside it, and removes a copy
/// that is no longer needed. May be repeated: steps that are done are skipped. When the report's
/// name is taken, this is reported and skipped; throws std::system_error when the disk fails or the
/// file cannot be renamed.
void finish_file(const Session& session, Job& job, const OnLeftOver& on_passed_over);

/// The directories that files of jobs were dropped into, also those that are no inputs any longer.
std::vector<std::filesystem::path> drop_directories(Store& store);

/// Copies an open file of a held job into the spool, under a name of this writer's. Returns the
/// copy's path, or nothing when its digest differs from the job's: the file has changed. Throws
/// std::system_error.
std::optional<std::string> keep_copy(const Session& session, int fd, const Job& job);

}  // namespace roster
