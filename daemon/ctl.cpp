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

/// A line on the terminal's standard error that is written over, from the second second on.
class ProgressLine {
 public:
  explicit ProgressLine(std::ostream& err) : err_(err), started_(Clock::now()), shown_(started_) {}
  ~ProgressLine() {
    if (visible_) err_ << "\r\x1b[K" << std::flush;
  }

  void show(std::string_view text) {
    const auto now = Clock::now();
    if (now - started_ < std::chrono::seconds(1) || now - shown_ < std::chrono::milliseconds(100))
      return;
    shown_ = now;
    visible_ = true;
    err_ << "\r\x1b[K" << text << std::flush;
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& err_;
  Clock::time_point started_, shown_;
  bool visible_ = false;
};

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
  ProgressLine progress(err);
  Output output;
  output.format = typed.format;
  output.write = [&](std::string_view text) { out << text; };
  if (&err == &std::cerr && ::isatty(STDERR_FILENO) != 0)
    output.progress = [&](std::string_view text) { progress.show(text); };
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
