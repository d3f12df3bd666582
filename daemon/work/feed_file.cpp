#include "daemon/work/feed_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "daemon/show/outcome.hpp"
#include "sis/drop/copy_file.hpp"
#include "users/base/file.hpp"

namespace roster {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

FeedFile::FeedFile(const std::string& path)
    : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)),
      name_(std::filesystem::path(path).filename()) {
  check(path);
}

FeedFile::FeedFile(int fd, const std::string& path)
    : fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 0)), name_(std::filesystem::path(path).filename()) {
  check(path);
}

void FeedFile::check(const std::string& path) const {
  if (fd_ < 0) refuse_file(path, errno);
  struct stat status {};
  if (::fstat(fd_, &status) == 0 && S_ISREG(status.st_mode)) return;
  ::close(fd_);
  throw CommandError(Exit::refused, fmt::format("{} is not a regular file", path));
}

FeedFile::~FeedFile() { ::close(fd_); }

Time FeedFile::modified() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail("cannot stat " + name_);
  return Time{std::chrono::seconds{status.st_mtim.tv_sec}};
}

std::uint64_t FeedFile::size() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail("cannot stat " + name_);
  return static_cast<std::uint64_t>(status.st_size);
}

bool FeedFile::ends_with_line_break() const {
  struct stat status {};
  char last = 0;
  return ::fstat(fd_, &status) == 0 && ::pread(fd_, &last, 1, status.st_size - 1) == 1 &&
         last == '\n';
}

std::string FeedFile::copy_to(const std::string& directory, const std::string& name) const {
  if (std::filesystem::create_directories(directory))
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
  const std::string path = directory + "/" + name;
  const std::string partial = path + ".partial";
  const int to = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0) fail("cannot create " + partial);
  try {
    sis::copy_file(fd_, to, partial);
  } catch (...) {
    ::close(to);
    throw;
  }
  sync_and_close(to, partial);
  std::filesystem::rename(partial, path);
  sync_directory(directory);
  return path;
}

void refuse_file(const std::string& path, int error) {
  throw CommandError(error == ENOENT ? Exit::not_found : Exit::refused,
                     fmt::format("cannot open {}: {}", path, std::strerror(error)));
}

sis::XsdChoice parse_xsd(const std::string& text) {
  using Kind = sis::XsdChoice::Kind;
  if (text == "v1") return {Kind::v1, {}};
  if (text == "v2") return {Kind::v2, {}};
  if (text == "auto") return {Kind::automatic, {}};
  return {Kind::file, text};
}

}  // namespace roster
