// Named files: the files that a command line names, opened with the caller's own rights.
#pragma once

#include <string_view>

#include "daemon/work/arguments.hpp"
#include "daemon/work/given_files.hpp"

namespace roster {

inline constexpr std::string_view kStandardInput = "-";

/// What the parameters FILE and --xsd name, kMaxFiles at most: descriptors, or why a name could not
/// be opened (it may be a profile's, perhaps). What TO names is made: it must not be there yet. `-`
/// is standard input, read to its end. Throws std::system_error when that cannot be kept.
GivenFiles named_files(const Arguments& arguments);

}  // namespace roster
