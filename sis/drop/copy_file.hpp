// Copy file: all bytes of one open file into another, by the cheapest way the two file systems
// have: shared blocks, a copy inside the kernel, else through memory.
#pragma once

#include <cstddef>
#include <string>

namespace roster::sis {

/// Writes all bytes where `to` stands. `path` names it in errors. Throws std::system_error.
void write_all(int to, const char* data, std::size_t size, const std::string& path);

/// Copies from the start of `from` into the empty file `to`, or behind what stands in it. `path`
/// names `to` in errors. Throws std::system_error when the disk refuses.
void copy_file(int from, int to, const std::string& path);

}  // namespace roster::sis
