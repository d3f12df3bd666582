// Simulates a disk that does not confirm writes: fsync() of chosen files fails with EIO.
//
// This defines fsync() for the whole executable. Include it in only one source file.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>

namespace roster::test {

/// Part of the path of the files whose fsync() fails; empty: none fails.
inline std::string fsync_fails_on;

}  // namespace roster::test

extern "C" int fsync(int fd) {
  const std::string& fails_on = roster::test::fsync_fails_on;
  if (!fails_on.empty()) {
    std::error_code gone;
    const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), gone);
    if (path.string().find(fails_on) != std::string::npos) {
      errno = EIO;
      return -1;
    }
  }
  return static_cast<int>(::syscall(SYS_fsync, fd));
}
