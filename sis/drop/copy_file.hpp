// Copy file: copies all bytes of one open file to another, in the fastest way the file systems
// support: shared blocks, a copy inside the kernel, or a copy through memory.
#pragma once

#include <cstddef>
#include <string>

namespace roster::sis {

/// Writes all bytes at the position of `to`. `path` is its name in errors. Throws
/// std::system_error.
void write_all(int to, const char* data, std::size_t size, const std::string& path);

/// Copies `from` from its start to the end of `to`, which may be empty. `path` is the name of `to`
/// in errors. Throws std::system_error when the disk fails.
void copy_file(int from, int to, const std::string& path);

}  // namespace roster::sis
