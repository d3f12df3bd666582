// Ctl: rosterctl's command line. The table of commands becomes options and help; what was typed
// becomes a request.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "daemon/commands/command.hpp"
#include "users/model/user.hpp"

namespace roster {

/// What was typed.
struct Typed {
  const Command* command = nullptr;
  Arguments arguments{{}};
  std::string config = "/etc/roster/roster.yaml";
  std::string store;  // empty: as the configuration says
  Format format = Format::text;
  enum class Width : std::uint8_t { terminal, needed } width = Width::terminal;  // of tables
};

/// Reads a command line (without the program's name). When there is nothing to run (help, version,
/// a mistake) it has been told to `out` or `err`, `command` is nullptr and `exit` says how to end.
Typed parse_command_line(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                         Exit& exit);

/// The clocks of the program.
struct Clocks {
  std::function<Time()> present;
  SteadyClock steady = nullptr;  // by which jobs are measured; none: they are not
};

/// Runs a command line to its end in this process and answers the exit code.
Exit run_rosterctl(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                   const Clocks& clocks);

}  // namespace roster
