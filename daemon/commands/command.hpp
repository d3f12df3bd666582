// Command: one function that a person can request. All commands are in one table (commands.cpp);
// rosterctl runs them in its own process or asks the daemon to run the same function. A handler
// does the work and returns a document; it does not format output.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/show/present.hpp"
#include "daemon/work/arguments.hpp"

namespace roster {

struct Parameter {
  enum class Kind : std::uint8_t { text, number, flag, texts };
  enum class Place : std::uint8_t { option, required, optional };  // an --option or a positional
  std::string_view name;  // as in --name, or the positional's name in upper case
  Kind kind = Kind::text;
  Place place = Place::option;
  std::string_view value;  // placeholder of the value in --help: FILE, N, DATE
  std::string_view help;
};

class Session;

struct Command {
  /// What it works with: some need no store at all, some only look at it (Session::view()), for
  /// long even, some only where no daemon has it.
  enum class Needs : std::uint8_t { nothing, view, long_view, store, daemon, no_daemon };
  std::string_view name;
  std::string_view summary;
  std::vector<Parameter> parameters;
  Needs needs = Needs::store;
  /// Throws CommandError when the command is refused, and what the work throws.
  Document (*run)(Session&, const Arguments&);
};

const std::vector<Command>& commands();
const Command* find_command(std::string_view name);

/// Runs a command and shows its document; returns the exit code. Throws what the handler throws.
Exit run_command(const Command& command, Session& session, const Arguments& arguments,
                 const Presentation& presentation);

/// How an exception is reported to the client.
struct Failure {
  Exit code;
  std::string message;
};
Failure failure_of(const std::exception& error);

/// Is it the daemon's own trouble, too, rather than a mistake of who asked?
bool is_own_trouble(const std::exception& error);

}  // namespace roster
