// A directory for files that need not persist, for tests that run hundreds of jobs.
#pragma once

#include <filesystem>

namespace roster::test {

inline std::filesystem::path memory_directory() {
  const std::filesystem::path shared_memory = "/dev/shm";
  return std::filesystem::is_directory(shared_memory) ? shared_memory
                                                      : std::filesystem::temp_directory_path();
}

}  // namespace roster::test
