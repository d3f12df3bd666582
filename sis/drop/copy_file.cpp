#include "sis/drop/copy_file.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace roster::sis {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// The fallback for file systems without a faster way; copies from `offset` to the position of
/// `to`.
void copy_through_memory(int from, int to, off_t offset, const std::string& path) {
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t got = ::pread(from, buffer.data(), buffer.size(), offset);
    if (got < 0 && errno != EINTR) fail("cannot read the source of " + path);
    if (got == 0) return;
    if (got < 0) continue;
    write_all(to, buffer.data(), static_cast<std::size_t>(got), path);
    offset += got;
  }
}

}  // namespace

void write_all(int to, const char* data, std::size_t size, const std::string& path) {
  while (size > 0) {
    const ssize_t written = ::write(to, data, size);
    if (written < 0 && errno != EINTR) fail("cannot write " + path);
    if (written < 0) continue;
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

void copy_file(int from, int to, const std::string& path) {
  constexpr std::size_t kAtOnce = std::size_t{64} << 20;
  const bool is_empty = ::lseek(to, 0, SEEK_CUR) == 0;
  if (is_empty && ::ioctl(to, FICLONE, from) == 0) return;
  off_t offset = 0;
  for (;;) {
    const ssize_t copied = ::copy_file_range(from, &offset, to, nullptr, kAtOnce, 0);
    if (copied > 0 || (copied < 0 && errno == EINTR)) continue;
    if (copied < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO || errno == EFBIG))
      fail("cannot write " + path);
    return copy_through_memory(from, to, offset, path);  // at the end: copies nothing
  }
}

}  // namespace roster::sis
