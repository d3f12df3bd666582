#include "daemon/ctl/ctl.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "daemon/accounts/account.hpp"
#include "daemon/config/config.hpp"
#include "daemon/control/client.hpp"
#include "daemon/ctl/answer_output.hpp"
#include "daemon/ctl/ask.hpp"
#include "daemon/ctl/interrupt.hpp"
#include "daemon/ctl/named_files.hpp"
#include "daemon/ctl/owner.hpp"
#include "daemon/show/terminal_text.hpp"
#include "daemon/work/check_config.hpp"
#include "daemon/work/session.hpp"
#include "users/base/text.hpp"
#include "users/store/url.hpp"

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

/// Where a command runs: in the daemon when connected, else here.
struct Place {
  Config config;
  std::optional<Wire> daemon;
};

std::string problems_of(const ConfigFile& file) {
  std::string problems = file.problem_text();
  while (problems.ends_with('\n')) problems.pop_back();
  return problems;
}

/// True when a configuration, even an invalid one, has a readable control socket path.
bool tells_socket(const ConfigFile& file) {
  const Position at = file.position_of("control");
  return file.is_usable() ||
         (!file.positions.empty() &&
          std::none_of(file.problems.begin(), file.problems.end(), [&](const Problem& problem) {
            return problem.at == at && file.positions.contains("control");
          }));
}

/// While a configuration is being edited and has errors, a running daemon must stay reachable.
Place configured_place(const Typed& typed, std::ostream& err) {
  constexpr std::chrono::hours kPatience{24};  // another load may be running
  ConfigFile file = load_config(typed.config);
  std::optional<Wire> daemon =
      tells_socket(file) ? connect_to(file.config.control, kPatience) : std::nullopt;
  if (!file.is_usable() && !daemon) throw CommandError(Exit::usage, problems_of(file));
  if (!file.is_usable() && typed.command->name != "reload")
    err << "rosterctl: " << typed.config
        << " has errors; the daemon keeps its previous configuration\n";
  return {std::move(file.config), std::move(daemon)};
}

/// Of the two stores of a `migrate` the one in a file, else the configured one.
std::string store_of(const Typed& typed, const Config& config) {
  for (const char* name : {"SOURCE", "TARGET"}) {
    const std::optional<std::string> url = typed.arguments.optional_text(name);
    if (url && store_file(*url)) return *url;
  }
  return config.store;
}

/// Stores that are named need no configuration; where there is one, its daemon must not run.
bool needs_no_configuration(const Typed& typed) {
  return typed.arguments.has("SOURCE") && typed.config == Typed{}.config &&
         !std::filesystem::exists(typed.config);
}

/// For work that is not safe while a daemon runs.
Place place_without_daemon(const Typed& typed, std::ostream& err) {
  if (needs_no_configuration(typed)) return {builtin_config(store_of(typed, Config{})), {}};
  Place place = configured_place(typed, err);
  if (place.daemon)
    throw CommandError(Exit::unreachable,
                       fmt::format("rosterd is running; stop it, then {}", typed.command->name));
  return place;
}

Place place_for(const Typed& typed, std::ostream& err) {
  if (!typed.store.empty()) return {builtin_config(typed.store), {}};
  if (typed.command->needs == Command::Needs::nothing)
    return {builtin_config("sqlite::memory:"), {}};
  if (typed.command->needs == Command::Needs::no_daemon) return place_without_daemon(typed, err);
  return configured_place(typed, err);
}

/// A user who may not write to the daemon's spool cannot check its directories.
Notice check_for(const Typed& typed) {
  const std::string spool = load_config(typed.config).config.spool;
  const bool ours = ::access(spool.c_str(), W_OK) == 0 || errno == ENOENT;
  return check_configuration(typed.config, ours ? Directories::looked_at : Directories::left_out);
}

/// How wide text may be: as COLUMNS or the terminal says, and no wider than is read with ease. 0
/// where there is no terminal.
std::size_t columns_at_terminal() {
  const char* said = std::getenv("COLUMNS");
  const int columns = said == nullptr ? 0 : std::atoi(said);
  if (columns > 0) return std::min<std::size_t>(static_cast<std::size_t>(columns), kDefaultColumns);
  if (::isatty(STDOUT_FILENO) == 0) return 0;
  return std::min(terminal_columns(STDOUT_FILENO), kDefaultColumns);
}

Presentation presentation_for(const Typed& typed, const std::ostream& out, const WriteText& write) {
  Presentation wanted{typed.format, nullptr, write};
  wanted.columns = typed.width == Typed::Width::needed ? 0 : kDefaultColumns;
  if (&out != &std::cout) return wanted;  // not the program's own output
  if (typed.width == Typed::Width::terminal) {
    wanted.line_columns = columns_at_terminal();
    if (wanted.line_columns > 0) wanted.columns = wanted.line_columns;
  }
  if (::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr)
    wanted.colour = Colour::yes;
  return wanted;
}

/// True for commands that an interrupt stops, or lets finish, instead of killing them.
bool is_long_work(const Command& command) {
  constexpr std::string_view kLong[] = {"import", "sync",   "run",         "approve",
                                        "undo",   "purge",  "obligations", "delete",
                                        "backup", "export", "migrate",     "go-on"};
  return std::find(std::begin(kLong), std::end(kLong), command.name) != std::end(kLong);
}

/// Explains why a store that was just migrated still compares identifiers case-sensitively.
void tell_clashes(const std::vector<IdentifierClash>& clashes, std::ostream& err) {
  if (clashes.empty()) return;
  err << "rosterctl: this store still compares identifiers case-sensitively, because some differ "
         "only in case:\n";
  for (const IdentifierClash& clash : clashes)
    err << fmt::format("  {} of user {}\n", printable(clash.value), printable(clash.primary_id));
}

/// Runs a command in this process. The session opens files itself, except those that it cannot
/// open: standard input, and files opened as root, who is another account by now.
Exit run_here(const Typed& typed, Config config, const GivenFiles& files, bool is_other,
              const Caller& caller, const Presentation& wanted, const Clocks& clocks,
              std::ostream& err) {
  Session session(std::move(config), clocks.present, clocks.steady);
  session.set_caller(caller);
  if (is_other || files.find(std::string(kStandardInput)) || typed.arguments.has("TO"))
    session.set_files(&files, Session::NotGiven::opened);
  const Exit exit = run_command(*typed.command, session, typed.arguments, wanted);
  tell_clashes(session.take_clashes(), err);
  return exit;
}

/// The account that runs the program: first asked for before the process becomes a store's owner.
const std::string& asker() {
  static const std::string kAccount = account_name(::getuid());
  return kAccount;
}

/// The client of work that is done here.
Caller caller_of(std::ostream& err, ProgressLine& progress) {
  Caller caller;
  caller.account = asker();
  if (&err == &std::cerr && ::isatty(STDERR_FILENO) != 0)
    caller.on_progress = [&progress](const Progress& so_far) {
      progress.show(so_far, ProgressLine::Clock::now());
    };
  caller.on_remark = [&](const std::string& text) {
    progress.clear();
    err << text << "\n";
  };
  caller.cancelled = caller.stopping = Interrupt::came;
  return caller;
}

/// Lets the daemon run a command. Throws CommandError when it fails, WireError.
Exit run_there(Wire daemon, const RemoteCommand& remote, const Presentation& wanted,
               const Caller& caller, AnswerOutput& output) {
  std::optional<CommandError> failure;
  const AnswerSink sink{wanted.write,
                        [&](std::string_view text) { output.try_to_write_file(text); },
                        caller.on_progress,
                        caller.on_remark,
                        [&](Exit code, const std::string& text) { failure.emplace(code, text); },
                        Interrupt::came};
  const Exit exit = run_remotely(std::move(daemon), remote, wanted, sink);
  if (failure) throw CommandError(*failure);
  return exit;
}

/// Where the answer goes. Made before the process becomes a store's owner.
struct Output {
  std::ostream& out;
  std::ostream& err;
  ProgressLine progress;
  AnswerOutput answer;
  Output(const Typed& typed, std::ostream& to, std::ostream& for_people)
      : out(to),
        err(for_people),
        progress(err, terminal_columns(STDERR_FILENO)),
        answer(typed, out, [this] { progress.clear(); }) {}
};

Exit run_at_place(const Typed& typed, Output& output, const Clocks& clocks) {
  asker();
  Place place = place_for(typed, output.err);
  const GivenFiles files =
      named_files(typed.arguments, place.daemon ? NetworkFiles::copied : NetworkFiles::as_they_are);
  MadeFile made(typed.arguments, files);
  const bool is_other = !place.daemon && typed.command->needs != Command::Needs::nothing &&
                        become_owner_of(store_of(typed, place.config), place.config.spool);
  AnswerOutput& answer = output.answer;
  Presentation wanted =
      presentation_for(typed, output.out, [&answer](std::string_view text) { answer.write(text); });
  wanted.write_file = [&answer](std::string_view text) { answer.write_file(text); };
  std::optional<Interrupt> interrupt;
  if (&output.out == &std::cout && is_long_work(*typed.command)) interrupt.emplace();
  const Caller caller = caller_of(output.err, output.progress);
  const Exit exit = answer.publish_after([&] {
    if (place.daemon)
      return run_there(std::move(*place.daemon), {typed.command, typed.arguments, &files}, wanted,
                       caller, answer);
    return run_here(typed, std::move(place.config), files, is_other, caller, wanted, clocks,
                    output.err);
  });
  if (exit == Exit::done) made.keep();
  return exit;
}

/// What somebody at a terminal must confirm is tried first, to say how many people it is about; the
/// command is bound to them. Nothing when the answer is another one. Throws what the trial does.
std::optional<Typed> confirmed(const Typed& typed, std::ostream& err, const Clocks& clocks) {
  std::ostringstream report, remarks;  // the real run makes the same remarks
  const Typed preview = preview_of(typed);
  Output previewed(preview, report, remarks);
  run_at_place(preview, previewed, clocks);
  const std::optional<std::int64_t> people = people_in(report.str());
  const Typed bound = as_shown(typed, report.str());
  if (people == 0) return bound;  // the real run reports the reason
  err << question(people) << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return is_confirmation(answer, people) ? std::optional(bound) : std::nullopt;
}

Exit run_command_line(const Typed& typed, std::ostream& out, std::ostream& err,
                      const Clocks& clocks) {
  if (typed.command->name == "check") {
    if (!typed.store.empty())
      throw CommandError(Exit::usage, "check reads a configuration; it makes no use of --store");
    const WriteText print = [&](std::string_view text) { out << text; };
    return present(check_for(typed), {typed.format, &find_zone("system"), print});
  }
  const bool at_terminal = &err == &std::cerr && ::isatty(STDIN_FILENO) != 0;
  Output output(typed, out, err);
  if (!at_terminal || !must_ask(typed)) return run_at_place(typed, output, clocks);
  const std::optional<Typed> bound = confirmed(typed, err, clocks);
  if (!bound) throw CommandError(Exit::refused, "nobody was erased");
  return run_at_place(*bound, output, clocks);
}

}  // namespace

Exit run_rosterctl(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                   const Clocks& clocks) {
  Exit exit = Exit::done;
  std::ostringstream answer;  // help, the version, or a mistake as JSON
  const Typed typed = parse_command_line(std::move(words), answer, err, exit);
  const bool is_for_people = &out == &std::cout && exit == Exit::done;
  out << wrapped(answer.str(), is_for_people ? columns_at_terminal() : 0);
  if (typed.command == nullptr) return exit;
  try {
    return run_command_line(typed, out, err, clocks);
  } catch (const WireError& error) {
    return tell_error(typed, out, err, Exit::unreachable, error.what());
  } catch (const std::exception& error) {
    const Failure failure = failure_of(error);
    return tell_error(typed, out, err, failure.code, failure.message);
  }
}

}  // namespace roster
