// Simulates a disk that fails: rename() to chosen names fails with EIO.
//
// This defines rename() for the whole executable. Include it in only one source file.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace roster::test {

/// The end of the new names that cannot be given; empty: every name can.
inline std::string rename_fails_to;

}  // namespace roster::test

extern "C" int rename(const char* from, const char* to) noexcept {
  const std::string& fails_to = roster::test::rename_fails_to;
  if (!fails_to.empty() && std::string_view(to).ends_with(fails_to)) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
}
