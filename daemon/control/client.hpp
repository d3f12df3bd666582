// Control client: a command run by the daemon instead of in this process.
#pragma once

#include <functional>
#include <string>

#include "daemon/commands/command.hpp"
#include "daemon/control/wire.hpp"
#include "daemon/show/progress.hpp"
#include "daemon/work/given_files.hpp"

namespace roster {

/// What becomes of the daemon's answer.
struct AnswerSink {
  WriteText write;
  WriteText write_file;                                      // into the file of -o
  std::function<void(const Progress&)> on_progress;          // may be empty
  std::function<void(Exit, const std::string&)> on_failure;  // when it could not be done
  std::function<bool()> interrupted;                         // asked now and then; may be empty
};

/// What the daemon is asked to do.
struct RemoteCommand {
  const Command* command = nullptr;
  Arguments arguments{{}};
  const GivenFiles* files = nullptr;  // that go with it, at most kMaxFiles; not owned
};

/// Sends a command over a connection and hands on what comes back, shown as `wanted` (whose zone
/// and writer are not used). Answers the exit code. Throws WireError when the daemon goes away, or
/// was told to stop.
Exit run_remotely(Wire wire, const RemoteCommand& remote, const Presentation& wanted,
                  const AnswerSink& sink);

}  // namespace roster
