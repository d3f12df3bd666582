#include "users/base/file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace roster {
namespace {

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), what + ' ' + path.string());
}

}  // namespace

void sync_and_close(int fd, const std::filesystem::path& path) {
  const int synced = ::fsync(fd);
  const int error = errno;
  const int closed = ::close(fd);
  if (synced != 0) errno = error;
  if (synced != 0 || closed != 0) fail("cannot write", path);
}

void sync_directory(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail("cannot open", path);
  sync_and_close(fd, path);
}

bool rename_to_new(int directory, const std::filesystem::path& from,
                   const std::filesystem::path& to) {
  if (::renameat2(directory, from.c_str(), directory, to.c_str(), RENAME_NOREPLACE) == 0)
    return true;
  if (errno != EINVAL) return false;
  struct stat status {};  // NFS and others do not support RENAME_NOREPLACE: check first
  if (::fstatat(directory, to.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return false;
  }
  return ::renameat(directory, from.c_str(), directory, to.c_str()) == 0;
}

int open_unnamed(const std::filesystem::path& directory) {
  int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EOPNOTSUPP) {  // NFS and others: the name is removed at once
    std::string path = directory / ".roster-XXXXXX";
    fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd >= 0) ::unlink(path.c_str());
  }
  if (fd < 0) fail("cannot create a file in", directory);
  return fd;
}

}  // namespace roster
