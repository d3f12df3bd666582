// Outcome: how what somebody asked for ended, as an exit code of rosterctl and a word in JSON.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "users/model/job.hpp"

namespace roster {

/// Exit codes of rosterctl.
enum class Exit : int {
  done = 0,
  rejected = 1,     ///< done, with rejected records
  usage = 2,        ///< or a configuration error
  refused = 3,      ///< nothing was applied
  held = 4,         ///< for approval
  unreachable = 5,  ///< store or daemon
  not_found = 6
};

/// What was asked for cannot be done. The exit code tells scripts, the message people.
struct CommandError : std::runtime_error {
  CommandError(Exit exit_code, const std::string& message)
      : std::runtime_error(message), code(exit_code) {}
  Exit code;
};

/// `usage`, `refused`, … as the "code" of an error document.
std::string_view to_string(Exit code);

/// The exit code of one job: a failed one was refused, a held one waits for approval (a dry run
/// says what the real one would be), records were rejected, or all is well.
Exit exit_of(const Job& job);

/// Of several outcomes the one that needs the administrator most: refused, then held, then
/// rejected, then done. It does not matter in which order they came.
Exit graver(Exit a, Exit b);

}  // namespace roster
