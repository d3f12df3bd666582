// Checks the directories and files that a configuration names, on this machine.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "daemon/config/config.hpp"

namespace roster {
namespace {

constexpr int kFullAccess = R_OK | W_OK | X_OK;

class Checker {
 public:
  explicit Checker(const ConfigFile& file) : file_{file} {}

  std::vector<Problem> take() { return std::move(problems_); }

  /// A value that is wrong itself is told of once: what stands in its place is not the
  /// administrator's.
  void add(Severity severity, const std::string& key, std::string message) {
    const auto is_of_key = [&](const Problem& problem) {
      return problem.severity == Severity::error && problem.message.starts_with(key + ": ");
    };
    if (std::any_of(file_.problems.begin(), file_.problems.end(), is_of_key)) return;
    problems_.push_back(
        {severity, file_.position_of(key), fmt::format("{}: {}", key, std::move(message))});
  }

  /// Checks a directory that must exist.
  bool directory(const std::string& key, const std::filesystem::path& path,
                 int access = kFullAccess) {
    struct stat status = {};
    if (stat(path.c_str(), &status) != 0) {
      add(Severity::error, key, fmt::format("{}: {}", path.string(), std::strerror(errno)));
    } else if (!S_ISDIR(status.st_mode)) {
      add(Severity::error, key, fmt::format("{}: not a directory", path.string()));
    } else if (!allows(path, access)) {
      add(Severity::error, key,
          fmt::format("{}: must be readable{}: {}", path.string(),
                      access == kFullAccess ? " and writable" : "", std::strerror(errno)));
    } else {
      return true;
    }
    return false;
  }

  /// Checks a directory that the daemon creates when its parent exists.
  void own_directory(const std::string& key, const std::filesystem::path& path) {
    struct stat status = {};
    if (stat(path.c_str(), &status) == 0 || errno != ENOENT) {
      directory(key, path);
    } else if (!allows(path.parent_path(), W_OK | X_OK)) {
      add(Severity::error, key,
          fmt::format("{}: does not exist and cannot be created: {}", path.string(),
                      std::strerror(errno)));
    }
  }

  void readable(const std::string& key, const std::filesystem::path& path) {
    if (!allows(path, R_OK)) {
      add(Severity::error, key, fmt::format("{}: {}", path.string(), std::strerror(errno)));
    }
  }

  static bool allows(const std::filesystem::path& path, int access) {
    return faccessat(AT_FDCWD, path.c_str(), access, AT_EACCESS) == 0;
  }

 private:
  const ConfigFile& file_;
  std::vector<Problem> problems_;
};

void check_action(Checker& checker, const Config& config, const sis::Action& action,
                  const std::string& path) {
  if (!action.active) return;
  checker.directory(path + ".input", config.inbox / action.input);
  if (action.xsd.kind == sis::XsdChoice::Kind::file) {
    checker.readable(path + ".xsd", action.xsd.path);
  }
}

void check_inbox(Checker& checker, const Config& config) {
  // Read access is enough: the inbox is a chroot of sshd, which requires that only root can write
  // to it.
  if (!checker.directory("inbox", config.inbox, R_OK | X_OK)) return;
  int number = 0;
  for (const sis::Profile& profile : config.profiles) {
    const std::string path = fmt::format("profiles[{}]", ++number);
    check_action(checker, config, profile.import, path + ".import");
    check_action(checker, config, profile.synchronize, path + ".synchronize");
  }
  if (config.obligations.kind == ObligationsConfig::Kind::directory) {
    checker.directory("obligations.input", config.inbox / config.obligations.input);
  }
}

bool anybody_is_told(const Config& config) {
  return !config.notify.to.empty() ||
         std::any_of(config.profiles.begin(), config.profiles.end(),
                     [](const auto& profile) { return !profile.contact.empty(); });
}

/// Programs that send mail themselves switch to another user, or use the network.
bool needs_rights(const std::filesystem::path& program) {
  struct stat status {};
  return program.filename() == "sendmail" ||
         (::stat(program.c_str(), &status) == 0 && (status.st_mode & (S_ISUID | S_ISGID)) != 0);
}

/// Warns when the command cannot run: failed notifications would go unnoticed.
void check_command(Checker& checker, const Config& config) {
  if (!anybody_is_told(config)) return;
  if (config.notify.command.empty())
    return checker.add(Severity::warning, "notify.command", "is empty; nobody is sent mail");
  const std::string& program = config.notify.command.front();
  if (!Checker::allows(program, X_OK))
    checker.add(Severity::warning, "notify.command",
                fmt::format("{}: {}", program, std::strerror(errno)));
  if (needs_rights(program))
    checker.add(Severity::warning, "notify.command",
                fmt::format("{}: cannot send mail from the sandbox of rosterd.service; the outbox "
                            "can, see rosterd(8)",
                            program));
}

}  // namespace

std::vector<Problem> check_directories(const ConfigFile& file) {
  const bool nothing_is_known =
      !file.is_usable() && file.positions.upper_bound("") == file.positions.end();
  if (nothing_is_known) return {};
  Checker checker{file};
  checker.own_directory("spool", file.config.spool);
  checker.own_directory("reports", file.config.reports);
  if (!file.config.exports.empty()) checker.own_directory("outbox", file.config.outbox);
  check_inbox(checker, file.config);
  check_command(checker, file.config);
  auto problems = checker.take();
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& left, const Problem& right) { return left.at < right.at; });
  return problems;
}

}  // namespace roster
