// Notify: passes a mail to the configured command when a job ends with a status that is configured
// for notification.
#pragma once

#include <string>

#include "daemon/watch/mail_queue.hpp"
#include "daemon/work/session.hpp"

namespace roster {

/// Who is notified of a job: the configuration's `notify` with the contacts of the job's profile.
NotifyConfig notify_for(const Config& config, const Job& job);

/// True when the configuration wants a mail for this job.
bool wants_mail(const NotifyConfig& config, const Job& job);

/// Composes the mail: the counts, places and codes of the first rejections, the location of the
/// report. It names no person: nobody can take a mail back when somebody is erased.
Mail compose_mail(const Session& session, const Job& job);

/// Runs a command with a text on its standard input and waits for it, at most `limit`. Returns
/// nothing on success, else the error.
std::optional<std::string> run_command(const std::vector<std::string>& command,
                                       const std::string& input, std::chrono::seconds limit);

}  // namespace roster
