// A drop directory as a stranger fills it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "sis/drop/drop_directory.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster::sis::test {

namespace fs = std::filesystem;
using roster::test::read_file;
using roster::test::write_file;

class DropTest : public testing::Test {
 protected:
  DropTest() {
    fs::create_directory(inbox());
    fs::create_directory(spool());
  }

  fs::path inbox() const { return directory_.path() / "inbox"; }
  fs::path spool() const { return directory_.path() / "spool"; }
  fs::path path(const std::string& name) const { return inbox() / name; }

  void drop(const std::string& name, std::string_view text = "<users/>") const {
    write_file(path(name), text);
  }

  /// Something by this name that answers to connect().
  void drop_socket(const std::string& name) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string where = path(name);
    if (where.size() >= sizeof address.sun_path) throw std::runtime_error("the path is too long");
    std::memcpy(address.sun_path, where.c_str(), where.size() + 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(fd);
  }

  DropListing listing() const { return DropDirectory(inbox()).list(); }

  std::vector<std::string> listed() const {
    std::vector<std::string> names;
    for (const DroppedFile& file : listing().files) names.push_back(file.name);
    return names;
  }

  /// The stamp of whatever has this name, a link itself and not what it leads to.
  DroppedFile as_if_listed(const std::string& name) const {
    struct stat s {};
    if (::lstat(path(name).c_str(), &s) != 0) throw std::runtime_error("there is no " + name);
    const auto nanoseconds = [](const timespec& time) {
      return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
    };
    return {name,
            {s.st_dev, s.st_ino, static_cast<std::uint64_t>(s.st_size), nanoseconds(s.st_mtim),
             nanoseconds(s.st_ctim)}};
  }

  bool is_opened(const DroppedFile& file) const {
    return DropDirectory(inbox()).open(file).has_value();
  }

  /// All there is in the inbox, hidden names too.
  std::vector<std::string> everything() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(inbox()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  roster::test::TemporaryDirectory directory_;
};

}  // namespace roster::sis::test
