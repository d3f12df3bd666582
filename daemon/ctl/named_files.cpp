#include "daemon/ctl/named_files.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "daemon/control/wire.hpp"
#include "sis/drop/copy_file.hpp"
#include "users/base/file.hpp"

namespace roster {

namespace {

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category(),
                          "cannot store standard input in a temporary file");
}

/// Standard input as a file without a name: a packed feed is read from its end.
int standard_input() {
  const int fd = open_unnamed(std::filesystem::temp_directory_path());
  std::array<char, 64 * 1024> buffer;
  for (ssize_t n = 0; (n = ::read(STDIN_FILENO, buffer.data(), buffer.size())) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || ::write(fd, buffer.data(), static_cast<std::size_t>(n)) != n) fail();
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

/// Opened for reading; one whose server may hang is copied first, so that it hangs nobody else.
int opened(const std::string& name, NetworkFiles network) {
  const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct statfs system {};
  if (fd < 0 || network == NetworkFiles::as_they_are || ::fstatfs(fd, &system) != 0 ||
      !is_network_file_system(system.f_type))
    return fd;
  const int copy = open_unnamed(std::filesystem::temp_directory_path());
  sis::copy_file(fd, copy, name);
  ::close(fd);
  ::lseek(copy, 0, SEEK_SET);
  return copy;
}

}  // namespace

bool is_network_file_system(std::int64_t type) {
  constexpr std::int64_t kTypes[] = {NFS_SUPER_MAGIC,  SMB_SUPER_MAGIC,  CIFS_SUPER_MAGIC,
                                     SMB2_SUPER_MAGIC, FUSE_SUPER_MAGIC, AFS_SUPER_MAGIC,
                                     CEPH_SUPER_MAGIC, CODA_SUPER_MAGIC, V9FS_MAGIC};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

GivenFiles named_files(const Arguments& arguments, NetworkFiles network) {
  std::vector<std::string> names = arguments.texts("FILE");
  for (const char* parameter : {"FILE", "xsd", "confirmed"})
    if (const auto name = arguments.optional_text(parameter)) names.push_back(*name);
  GivenFiles files;
  for (const std::string& name : names) {
    if (files.all().size() == kMaxFiles) break;
    if (files.find(name)) continue;
    const int fd = name == kStandardInput ? standard_input() : opened(name, network);
    files.add(name, {fd, fd < 0 ? errno : 0});
  }
  if (const auto made = arguments.optional_text("TO")) {
    const int fd = ::open(made->c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    files.add(*made, {fd, fd < 0 ? errno : 0});
  }
  return files;
}

MadeFile::MadeFile(const Arguments& arguments, const GivenFiles& files) {
  const std::optional<std::string> made = arguments.optional_text("TO");
  if (!made || files.find(*made)->fd < 0) return;
  path_ = *made;
  if (::geteuid() == 0) keeper_ = std::make_unique<NameKeeper>(path_, path_);
}

MadeFile::~MadeFile() {
  if (!path_.empty() && !keeper_) ::unlink(path_.c_str());
}

void MadeFile::keep() {
  path_.clear();
  if (keeper_) keeper_->leave();
}

}  // namespace roster
