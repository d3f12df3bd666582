// Control client: a command run by the daemon instead of in this process.
#pragma once

#include <functional>

#include "daemon/commands/command.hpp"
#include "daemon/control/wire.hpp"
#include "daemon/show/progress.hpp"

namespace roster {

/// What becomes of the daemon's answer.
struct AnswerSink {
  WriteText write;
  std::function<void(const Progress&)> on_progress;          // may be empty
  std::function<void(Exit, const std::string&)> on_failure;  // when it could not be done
};

/// Sends a command over a connection and hands on what comes back. Answers the exit code. Throws
/// WireError when the daemon goes away.
Exit run_remotely(Wire wire, const Command& command, const Arguments& arguments, Format format,
                  const AnswerSink& sink);

}  // namespace roster
