#include "daemon/ctl/ctl.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "daemon/config/config.hpp"
#include "daemon/control/client.hpp"
#include "daemon/work/session.hpp"

namespace roster {

namespace {

Exit tell_error(const Typed& typed, std::ostream& out, std::ostream& err, Exit code,
                const std::string& message) {
  if (typed.format == Format::json)
    out << error_json(code, message);
  else
    err << "rosterctl: " << message << "\n";
  return code;
}

/// Where a command is run: by the daemon, when there is a connection to it.
struct Place {
  Config config;
  std::optional<Wire> daemon;
};

std::string problems_of(const ConfigFile& file) {
  std::string problems = file.problem_text();
  while (problems.ends_with('\n')) problems.pop_back();
  return problems;
}

/// Does a configuration, even a bad one, tell where its daemon listens?
bool tells_socket(const ConfigFile& file) {
  const Position at = file.position_of("control");
  return file.is_usable() ||
         (!file.positions.empty() &&
          std::none_of(file.problems.begin(), file.problems.end(), [&](const Problem& problem) {
            return problem.at == at && file.positions.contains("control");
          }));
}

/// A configuration that is just being edited, badly, must not keep anybody from a daemon that runs.
Place configured_place(const Typed& typed, std::ostream& err) {
  constexpr std::chrono::hours kPatience{24};  // a load may be running before ours
  ConfigFile file = load_config(typed.config);
  std::optional<Wire> daemon =
      tells_socket(file) ? connect_to(file.config.control, kPatience) : std::nullopt;
  if (!file.is_usable() && !daemon) throw CommandError(Exit::usage, problems_of(file));
  if (!file.is_usable() && typed.command->name != "reload")
    err << "rosterctl: " << typed.config
        << " has errors; the daemon goes on with what it read before\n";
  return {std::move(file.config), std::move(daemon)};
}

Place place_for(const Typed& typed, std::ostream& err) {
  if (!typed.store.empty()) return {builtin_config(typed.store), {}};
  if (typed.command->needs == Command::Needs::nothing)
    return {builtin_config("sqlite::memory:"), {}};
  return configured_place(typed, err);
}

Exit run_command_line(const Typed& typed, std::ostream& out, std::ostream& err,
                      const std::function<Time()>& clock) {
  Place place = place_for(typed, err);
  ProgressLine progress(err, terminal_columns(STDERR_FILENO));
  const WriteText write = [&](std::string_view text) {
    progress.clear();
    out << text;
  };
  std::function<void(const Progress&)> on_progress;
  if (&err == &std::cerr && ::isatty(STDERR_FILENO) != 0)
    on_progress = [&](const Progress& so_far) {
      progress.show(so_far, ProgressLine::Clock::now());
    };
  if (place.daemon) {
    const auto on_failure = [&](Exit code, const std::string& message) {
      progress.clear();
      tell_error(typed, out, err, code, message);
    };
    return run_remotely(std::move(*place.daemon), *typed.command, typed.arguments, typed.format,
                        {write, on_progress, on_failure});
  }
  Session session(std::move(place.config), clock);
  session.set_caller({on_progress, {}, {}, {}});
  return run_command(*typed.command, session, typed.arguments, {typed.format, nullptr, write});
}

}  // namespace

Exit run_rosterctl(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                   const std::function<Time()>& clock) {
  Exit exit = Exit::done;
  const Typed typed = parse_command_line(std::move(words), out, err, exit);
  if (typed.command == nullptr) return exit;
  try {
    return run_command_line(typed, out, err, clock);
  } catch (const WireError& error) {
    return tell_error(typed, out, err, Exit::unreachable, error.what());
  } catch (const std::exception& error) {
    const Failure failure = failure_of(error);
    return tell_error(typed, out, err, failure.code, failure.message);
  }
}

}  // namespace roster
