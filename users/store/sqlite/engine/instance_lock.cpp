#include "users/store/sqlite/engine/instance_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "users/store/error.hpp"

namespace roster {
namespace {

/// The process number that the holder wrote, if it is a number.
std::string holder(int fd) {
  char text[20];
  const ssize_t length = ::pread(fd, text, sizeof text, 0);
  std::string digits;
  for (ssize_t i = 0; i < length && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

InstanceLock::InstanceLock(const std::string& path, const std::string& store)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (fd_ < 0) throw StoreError(store + ": cannot open " + path + ": " + std::strerror(errno));
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string message = error == EWOULDBLOCK
                                    ? store + " is in use by " + holder(fd_) + " (" + path + ")"
                                    : store + ": cannot lock " + path + ": " + std::strerror(error);
    ::close(fd_);
    if (error == EWOULDBLOCK) throw StoreBusy(message);
    throw StoreError(message);
  }
  // Only for the message above: the lock does not depend on the number.
  const std::string number = std::to_string(::getpid()) + '\n';
  if (::ftruncate(fd_, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(fd_, number.data(), number.size(), 0);
  }
}

InstanceLock::~InstanceLock() { ::close(fd_); }

}  // namespace roster
