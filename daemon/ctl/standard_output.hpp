// Standard output: what a program printed has to get there.
#pragma once

#include "daemon/show/outcome.hpp"

namespace roster {

/// Call last, with the exit code of the command. When something that was printed is lost, as on a
/// full disk, says so on standard error and returns `rejected` in place of `done`. A reader of a
/// pipe who has left, as `head` does, loses nothing.
Exit after_output(Exit exit);

}  // namespace roster
