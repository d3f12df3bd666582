// Ctl: rosterctl's command line. Builds options and help from the table of commands, and a request
// from the arguments.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "daemon/commands/command.hpp"
#include "users/model/user.hpp"

namespace roster {

/// A parsed command line.
struct Typed {
  const Command* command = nullptr;
  Arguments arguments{{}};
  std::string config = "/etc/roster/roster.yaml";
  std::string store;  // empty: from the configuration
  Format format = Format::text;
  enum class Width : std::uint8_t { terminal, needed } width = Width::terminal;  // of tables
};

/// Parses a command line (without the program's name). When there is nothing to run (help, version,
/// an error), the text has been written to `out` or `err`, `command` is nullptr and `exit` is the
/// exit code.
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
