// Notify: the configured command is given a mail about a job that ended in a way somebody wants to
// know of.
#pragma once

#include <string>

#include "daemon/watch/mail_queue.hpp"
#include "daemon/work/session.hpp"

namespace roster {

/// Who is told of a job: the configuration's `notify`, with the contacts of the job's profile.
NotifyConfig notify_for(const Config& config, const Job& job);

/// Does the configuration want a mail for this job?
bool wants_mail(const NotifyConfig& config, const Job& job);

/// The mail: the counts, the first rejections, where the report is.
Mail compose_mail(const Session& session, const Job& job);

/// Runs a command with a text on its standard input and waits for it, at most `limit`. Nothing when
/// it ended well, else what went wrong.
std::optional<std::string> run_command(const std::vector<std::string>& command,
                                       const std::string& input, std::chrono::seconds limit);

}  // namespace roster
