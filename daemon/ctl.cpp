#include "daemon/ctl.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "daemon/config.hpp"
#include "daemon/control_client.hpp"
#include "daemon/session.hpp"
#include "sis/feed.hpp"

namespace roster {

namespace {

namespace json = boost::json;

Exit tell_error(const Typed& typed, std::ostream& out, std::ostream& err, Exit code,
                const std::string& message) {
  if (typed.format == Format::json)
    out << json::serialize(
               json::object{{"error", {{"code", to_string(code)}, {"message", message}}}})
        << "\n";
  else
    err << "rosterctl: " << message << "\n";
  return code;
}

Config config_for(const Typed& typed) {
  if (!typed.store.empty()) return builtin_config(typed.store);
  if (typed.command->needs == Command::Needs::nothing) return builtin_config("sqlite::memory:");
  ConfigFile file = load_config(typed.config);
  if (!file.is_usable()) {
    std::string problems = file.problem_text();
    while (problems.ends_with('\n')) problems.pop_back();
    throw CommandError(Exit::usage, problems);
  }
  return std::move(file.config);
}

/// A connection to the daemon, when the configuration has one and it answers.
std::optional<Wire> daemon_of(const Typed& typed, const Config& config) {
  constexpr std::chrono::hours kPatience{24};  // a load may be running before ours
  if (config.standalone || typed.command->needs == Command::Needs::nothing) return {};
  return connect_to(config.control, kPatience);
}

Exit run_command_line(const Typed& typed, std::ostream& out, std::ostream& err,
                      const std::function<Time()>& clock) {
  Config config = config_for(typed);
  ProgressLine progress(err, terminal_columns(STDERR_FILENO));
  Output output;
  output.format = typed.format;
  output.write = [&](std::string_view text) {
    progress.clear();
    out << text;
  };
  if (&err == &std::cerr && ::isatty(STDERR_FILENO) != 0)
    output.progress = [&](const Progress& so_far) {
      progress.show(so_far, ProgressLine::Clock::now());
    };
  if (std::optional<Wire> wire = daemon_of(typed, config))
    return run_remotely(std::move(*wire), typed, output, err);
  Session session(std::move(config), clock);
  return typed.command->run(session, typed.arguments, output);
}

}  // namespace

Exit run_rosterctl(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                   const std::function<Time()>& clock) {
  Exit exit = Exit::done;
  const Typed typed = parse_command_line(std::move(words), out, err, exit);
  if (typed.command == nullptr) return exit;
  try {
    return run_command_line(typed, out, err, clock);
  } catch (const CommandError& error) {
    return tell_error(typed, out, err, error.code, error.what());
  } catch (const sis::FeedError& error) {
    return tell_error(typed, out, err, Exit::refused, error.what());
  } catch (const WireError& error) {
    return tell_error(typed, out, err, Exit::unreachable, error.what());
  } catch (const StoreError& error) {
    return tell_error(typed, out, err, Exit::unreachable, error.what());
  } catch (const std::invalid_argument& error) {
    return tell_error(typed, out, err, Exit::usage, error.what());
  } catch (const std::exception& error) {
    return tell_error(typed, out, err, Exit::refused, error.what());
  }
}

}  // namespace roster
