#include "daemon/ctl/named_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "daemon/control/wire.hpp"

namespace roster {

namespace {

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category(), "cannot keep standard input");
}

/// Standard input as a file without a name: a packed feed is read from its end.
int standard_input() {
  const std::string directory = std::filesystem::temp_directory_path();
  const int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) fail();
  std::array<char, 64 * 1024> buffer;
  for (ssize_t n = 0; (n = ::read(STDIN_FILENO, buffer.data(), buffer.size())) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || ::write(fd, buffer.data(), static_cast<std::size_t>(n)) != n) fail();
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

GivenFiles named_files(const Arguments& arguments) {
  std::vector<std::string> names = arguments.texts("FILE");
  for (const char* parameter : {"FILE", "xsd"})
    if (const auto name = arguments.optional_text(parameter)) names.push_back(*name);
  GivenFiles files;
  for (const std::string& name : names) {
    if (files.all().size() == kMaxFiles) break;
    if (files.find(name)) continue;
    const int fd = name == kStandardInput
                       ? standard_input()
                       : ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    files.add(name, {fd, fd < 0 ? errno : 0});
  }
  if (const auto made = arguments.optional_text("TO")) {
    const int fd = ::open(made->c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    files.add(*made, {fd, fd < 0 ? errno : 0});
  }
  return files;
}

}  // namespace roster
