#include "purge/ledger/key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "purge/ledger/hmac.hpp"

namespace roster::purge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyBytes = 32;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw LedgerError("the erasure ledger's key " + path.string() + ' ' + what);
}

class File {
 public:
  File(const fs::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string from_hex(const fs::path& path, std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    const int high = digit(text[at]), low = digit(text[at + 1]);
    if (high < 0 || low < 0) fail(path, "is damaged: put its backup back");
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string read_key(const fs::path& path, const File& file) {
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0)
    fail(path, std::string("cannot be read: ") + std::strerror(errno));
  if ((info.st_mode & 077) != 0) {
    fail(path, "can be read by others than its owner: chmod 600 it");
  }
  char text[2 * kKeyBytes + 2];
  const ssize_t got = ::read(file.fd(), text, sizeof text);
  if (got < 0) fail(path, std::string("cannot be read: ") + std::strerror(errno));
  if (got != 2 * kKeyBytes + 1 || text[2 * kKeyBytes] != '\n') {
    fail(path, "is damaged: put its backup back");
  }
  return from_hex(path, {text, 2 * kKeyBytes});
}

void sync(const fs::path& path, const File& file) {
  if (!file.is_open() || ::fsync(file.fd()) != 0) {
    fail(path, std::string("cannot be written: ") + std::strerror(errno));
  }
}

}  // namespace

std::optional<LedgerKey> read_key_file(const fs::path& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  if (!file.is_open()) fail(path, std::string("cannot be read: ") + std::strerror(errno));
  return LedgerKey{read_key(path, file)};
}

LedgerKey create_ledger_key(const fs::path& path) {
  LedgerKey key{random_bytes(kKeyBytes)};
  write_key_file(path, key);
  return key;
}

/// The file is renamed into place once it is on the disk, so that a key file is always complete.
void write_key_file(const fs::path& path, const LedgerKey& key) {
  const std::string text = to_hex(key.bytes) + '\n';
  const fs::path unfinished = path.string() + ".partial";
  ::unlink(unfinished.c_str());
  {
    const File file(unfinished, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open() ||
        ::write(file.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      fail(path, std::string("cannot be written: ") + std::strerror(errno));
    }
    sync(path, file);
  }
  if (::link(unfinished.c_str(), path.c_str()) != 0) {
    fail(path, std::string("cannot be written: ") + std::strerror(errno));
  }
  ::unlink(unfinished.c_str());
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  sync(path, File(directory, O_RDONLY | O_DIRECTORY));
}

}  // namespace roster::purge
