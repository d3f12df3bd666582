// Dropped file: what becomes of a file in a drop directory once its job ended.
#pragma once

#include <functional>
#include <string>

#include "daemon/work/session.hpp"

namespace roster {

/// Told, in words, of what could not be done once a job had ended.
using OnLeftOver = std::function<void(const Job&, const std::string&)>;

/// What follows the commit of a job with a file (JobPlace::follow_up): the dropped file gets the
/// ending that the job's status calls for, the sender's report is put beside it, and a copy that
/// nobody needs any more goes. May be done again: what was done is passed over. A report
/// whose place is taken is told and passed over; throws std::system_error when the disk refuses it,
/// or the file cannot be renamed.
void finish_file(const Session& session, Job& job, const OnLeftOver& on_passed_over);

/// Copies an open file of a held job into the spool. Returns the copy's path, or nothing when its
/// digest is not the one that the job has: it is another file by now. Throws std::system_error.
std::optional<std::string> keep_copy(const Session& session, int fd, const Job& job);

}  // namespace roster
