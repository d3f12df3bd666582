// Control client: lets the daemon run a command instead of this process.
#pragma once

#include <functional>
#include <string>

#include "daemon/commands/command.hpp"
#include "daemon/control/wire.hpp"
#include "daemon/show/progress.hpp"
#include "daemon/work/given_files.hpp"

namespace roster {

/// Where the parts of the daemon's answer go.
struct AnswerSink {
  WriteText write;
  WriteText write_file;                                      // to the file of -o
  std::function<void(const Progress&)> on_progress;          // may be empty
  std::function<void(const std::string&)> on_remark;         // a line for people; may be empty
  std::function<void(Exit, const std::string&)> on_failure;  // when the command failed
  std::function<bool()> interrupted;                         // polled; may be empty
};

/// A command for the daemon.
struct RemoteCommand {
  const Command* command = nullptr;
  Arguments arguments{{}};
  const GivenFiles* files = nullptr;  // passed with it, at most kMaxFiles; not owned
};

/// Sends a command over a connection and passes on the answer, formatted as `wanted` (whose zone
/// and writer are not used). Returns the exit code. Throws WireError when the daemon disconnects,
/// or was told to stop.
Exit run_remotely(Wire wire, const RemoteCommand& remote, const Presentation& wanted,
                  const AnswerSink& sink);

}  // namespace roster
