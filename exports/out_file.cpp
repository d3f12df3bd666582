#include "exports/out_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace roster::exports {
namespace {

constexpr std::size_t kBuffer = std::size_t{256} << 10;

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

}  // namespace

void remove_leftover(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(path);
}

/// O_EXCL: whatever somebody put there in the meantime, such as a pipe, is not opened.
OutFile::OutFile(const std::filesystem::path& path) : path_(path) {
  remove_leftover(path_);
  fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd_ < 0) fail(path_);
}

OutFile::~OutFile() {
  ::close(fd_);
  if (!completed_) ::unlink(path_.c_str());
}

void OutFile::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= kBuffer) flush();
}

void OutFile::flush() {
  for (std::string_view left = buffer_; !left.empty();) {
    const ssize_t written = ::write(fd_, left.data(), left.size());
    if (written < 0 && errno != EINTR) fail(path_);
    if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void OutFile::complete() {
  flush();
  if (::fsync(fd_) != 0) fail(path_);
  completed_ = true;
}

void sync_to_disk(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(path);
  const int result = ::fsync(fd), error = errno;
  ::close(fd);
  errno = error;
  if (result != 0) fail(path);
}

}  // namespace roster::exports
