// Outcome: the result of a request, as an exit code of rosterctl and a word in JSON.
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

/// The request failed. The exit code is for scripts, the message for people.
struct CommandError : std::runtime_error {
  CommandError(Exit exit_code, const std::string& message)
      : std::runtime_error(message), code(exit_code) {}
  Exit code;
};

/// `usage`, `refused`, … as the "code" of an error document.
std::string_view to_string(Exit code);

/// The exit code of one job: refused when it failed, held when it waits for approval (a dry run
/// gives the code of the real run), rejected when records were rejected, else done.
Exit exit_of(const Job& job);

/// The outcome that needs the administrator most: refused, then held, then rejected, then done.
/// Commutative.
Exit graver(Exit a, Exit b);

}  // namespace roster
