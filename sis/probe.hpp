// Probe: does a file end where it should? Reads it through unpacking and splitting, without reading
// its records.
#pragma once

#include "sis/feed.hpp"

namespace roster::sis {

/// False when the file merely ends too early, as one does that is still being uploaded. A file that
/// is wrong in another way is complete: waiting would not mend it.
bool is_complete(int fd, const Limits& limits);

}  // namespace roster::sis
