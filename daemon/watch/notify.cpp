#include "daemon/watch/notify.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"
#include "users/jobs/report.hpp"

namespace roster {

namespace {

constexpr std::int64_t kRejectionsShown = 20;

/// Creates an unnamed temporary file with the text, so that the command can read at its own pace.
int file_with(const std::string& text) {
  const int fd = static_cast<int>(::syscall(SYS_memfd_create, "mail", 0U));
  if (fd < 0) return -1;
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::lseek(fd, 0, SEEK_SET) != 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

/// Waits for a process, and kills it when it takes too long.
std::optional<std::string> wait_for(pid_t pid, std::chrono::seconds limit) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U));
  const auto end = std::chrono::steady_clock::now() + limit;
  pollfd poll{handle, POLLIN, 0};
  int ended = -1;
  while (handle >= 0 && ended < 0) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    ended = ::poll(&poll, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ended < 0 && errno != EINTR) break;
  }
  const bool late = ended == 0;
  if (late) ::kill(pid, SIGKILL);
  if (handle >= 0) ::close(handle);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (late) return fmt::format("it did not end within {} s", limit.count());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status)) return fmt::format("it ended with exit code {}", WEXITSTATUS(status));
  return fmt::format("it was ended by signal {}", WTERMSIG(status));
}

}  // namespace

NotifyConfig notify_for(const Config& config, const Job& job) {
  NotifyConfig notify = config.notify;
  if (job.kind != JobKind::import && job.kind != JobKind::synchronize) return notify;
  for (const sis::Profile& profile : config.profiles)
    if (profile.code == job.name)
      for (const std::string& address : profile.contact)
        if (std::find(notify.to.begin(), notify.to.end(), address) == notify.to.end())
          notify.to.push_back(address);
  return notify;
}

bool wants_mail(const NotifyConfig& config, const Job& job) {
  const std::string status(to_string(job.status));
  return !config.to.empty() && !config.command.empty() && job.dry_run == DryRun::no &&
         std::find(config.on.begin(), config.on.end(), status) != config.on.end();
}

Mail compose_mail(const Session& session, const Job& job) {
  Mail mail{notify_for(session.config(), job).to,
            fmt::format("job {} {} {}{}{}: {}", job.number, to_string(job.kind), job.name,
                        job.file.empty() ? "" : " ", job.file, status_text(job.status)),
            {}};
  mail.text += render_job(job, session.zone());
  if (job.counts.contains("rejected") && job.counts.at("rejected") > 0)
    mail.text += rejection_reasons(session.reports(), job, kRejectionsShown);
  if (job.status == JobStatus::held)
    mail.text += fmt::format(
        "\nNothing was applied. `rosterctl job {0}` shows what it would do, `rosterctl approve "
        "{0}` does it, "
        "`rosterctl reject {0}` drops it.\n",
        job.number);
  mail.text +=
      fmt::format("\nReport: {}\n", report_directory(session.reports(), job.number).string());
  return mail;
}

std::optional<std::string> run_command(const std::vector<std::string>& command,
                                       const std::string& input, std::chrono::seconds limit) {
  const int text = file_with(input);
  if (text < 0) return std::string("no memory for its input");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, text, STDIN_FILENO);
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, words[0], &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(text);
  if (error != 0) return std::string(std::strerror(error));
  return wait_for(pid, limit);
}

}  // namespace roster
