// Copy file: all bytes of one open file into another, by the cheapest way the two file systems
// have: shared blocks, a copy inside the kernel, else through memory.
#pragma once

#include <string>

namespace roster::sis {

/// Copies from the start of `from` into the empty file `to`. `path` names `to` in errors. Throws
/// std::system_error when the disk refuses.
void copy_file(int from, int to, const std::string& path);

}  // namespace roster::sis
