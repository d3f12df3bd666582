// Probe: does a file end where it should? Reads it through unpacking and splitting, without reading
// its records.
#pragma once

#include <functional>

#include "sis/feed.hpp"

namespace roster::sis {

/// False when the file merely ends too early, as one does that is still being uploaded. A file that
/// is wrong in another way is complete: waiting would not mend it. `cancelled`, when there is one,
/// is asked now and then; true throws Cancelled.
bool is_complete(int fd, const Limits& limits, const std::function<bool()>& cancelled = {});

}  // namespace roster::sis
