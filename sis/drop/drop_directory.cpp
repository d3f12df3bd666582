#include "sis/drop/drop_directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <system_error>
#include <tuple>
#include <utility>

#include "sis/drop/copy_file.hpp"
#include "users/base/file.hpp"
#include "users/base/text.hpp"

namespace roster::sis {

namespace {

constexpr std::array<std::string_view, 7> kInProgress{
    ".part", ".filepart", ".tmp", ".partial", ".swp", "~", ".crdownload"};
constexpr std::array<std::string_view, 4> kDealtWith{kHandled, kFailed, kHeld, kSenderReport};
constexpr std::array<std::string_view, 4> kFeeds{".xml", ".zip", ".gz", ".tgz"};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Closes its descriptor in the destructor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Stamp stamp_of(const struct stat& status) {
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

std::string_view kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFLNK:
      return "a symbolic link";
    case S_IFIFO:
      return "a pipe";
    case S_IFDIR:
      return "a directory";
    case S_IFSOCK:
      return "a socket";
    default:
      return "a device";
  }
}

/// Opens a file of this directory: follows no link, crosses no file system, does not wait for the
/// other end of a pipe.
int open_beneath(int directory, const std::string& name, std::uint64_t flags) {
  open_how how{};
  how.flags = flags | O_NOFOLLOW | O_CLOEXEC;
  if ((flags & O_PATH) == 0) how.flags |= O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  const long fd = ::syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how);
  if (fd >= 0 || errno != ENOSYS) return static_cast<int>(fd);
  return ::openat(directory, name.c_str(), static_cast<int>(how.flags));
}

/// Why a file with this name and status is never opened; nothing when it can be opened.
std::optional<std::string> oddness(int directory, const std::string& name,
                                   const struct stat& status) {
  constexpr std::size_t kLongestName = NAME_MAX - std::string_view("..report.csv.partial").size();
  if (!S_ISREG(status.st_mode)) return std::string(kind_of(status.st_mode));
  if (status.st_nlink != 1) return fmt::format("a file with {} links", status.st_nlink);
  if (printable(name) != name) return "a file whose name is not plain UTF-8";
  if (name.size() > kLongestName)
    return fmt::format("a file whose name is longer than {} bytes", kLongestName);
  if (::faccessat(directory, name.c_str(), R_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) != 0)
    return "a file without read permission";
  return {};
}

/// Is the open file the listed one, unchanged?
bool is_still(int fd, const DroppedFile& file) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) fail("cannot stat " + file.name);
  return S_ISREG(status.st_mode) && status.st_nlink == 1 && stamp_of(status) == file.stamp;
}

/// The names in a directory, unordered.
std::vector<std::string> names_in(int directory) {
  const int fd = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* stream = fd < 0 ? nullptr : ::fdopendir(fd);
  if (stream == nullptr) fail("cannot read a drop directory");
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream)) names.emplace_back(entry->d_name);
  ::closedir(stream);
  return names;
}

}  // namespace

OpenDrop::~OpenDrop() {
  if (fd_ >= 0) ::close(fd_);
}

OpenDrop::OpenDrop(OpenDrop&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), file_(std::move(other.file_)) {}

bool OpenDrop::is_unchanged() const { return is_still(fd_, file_); }

bool is_feed_name(std::string_view name) {
  const auto ends = [name](std::string_view ending) {
    return name.size() > ending.size() &&
           std::equal(ending.begin(), ending.end(), name.end() - static_cast<long>(ending.size()),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  };
  return std::any_of(kFeeds.begin(), kFeeds.end(), ends);
}

bool is_ignored_name(std::string_view name) {
  if (name.empty() || name.front() == '.') return true;
  const auto ends = [name](std::string_view suffix) { return name.ends_with(suffix); };
  return std::any_of(kInProgress.begin(), kInProgress.end(), ends) ||
         std::any_of(kDealtWith.begin(), kDealtWith.end(), ends);
}

DropDirectory::DropDirectory(const std::filesystem::path& path)
    : fd_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (fd_ < 0) fail("cannot open the directory " + path.string());
}

DropDirectory::~DropDirectory() {
  if (fd_ >= 0) ::close(fd_);
}

DropDirectory::DropDirectory(DropDirectory&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

std::uint64_t DropDirectory::device() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail("cannot stat a drop directory");
  return status.st_dev;
}

DropListing DropDirectory::list() const {
  DropListing listing;
  for (const std::string& name : names_in(fd_)) {
    struct stat status {};
    if (is_ignored_name(name) || ::fstatat(fd_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      continue;
    if (const auto what = oddness(fd_, name, status))
      listing.oddities.push_back({name, *what, status.st_ino});
    else
      listing.files.push_back({name, stamp_of(status)});
  }
  std::sort(listing.files.begin(), listing.files.end(),
            [](const DroppedFile& a, const DroppedFile& b) {
              return std::tie(a.stamp.modified, a.name) < std::tie(b.stamp.modified, b.name);
            });
  return listing;
}

std::optional<OpenDrop> DropDirectory::open(const DroppedFile& file) const {
  OpenDrop opened(open_beneath(fd_, file.name, O_RDONLY), file);
  if (opened.fd() < 0 || !opened.is_unchanged()) return {};
  return opened;
}

std::optional<OpenDrop> DropDirectory::open_named(const std::string& name) const {
  OpenDrop opened(open_beneath(fd_, name, O_RDONLY), {name, {}});
  struct stat status {};
  if (opened.fd() < 0 || ::fstat(opened.fd(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return opened;
}

bool DropDirectory::has(const std::string& name, const Stamp& stamp) const {
  const std::optional<Stamp> found = stamp_at(name);
  return found && is_same_content(*found, stamp);
}

std::optional<std::string> DropDirectory::finish(const std::string& name, const Stamp& stamp,
                                                 const std::string& base, std::string_view ending,
                                                 std::int64_t job) const {
  constexpr int kNumbers = 9;
  if (!has(name, stamp)) return {};
  for (int n = 1; n <= kNumbers + 1; ++n) {
    std::string number;
    if (n > 1) number = n <= kNumbers ? fmt::format(".{}", n) : fmt::format(".job-{}", job);
    const std::string to = base + number + std::string(ending);
    if (rename(name, to, stamp)) return to;
    if (errno == ENOENT) return {};
  }
  errno = EEXIST;
  fail("cannot rename " + name);
}

/// Returns false with ENOENT when the file is gone or replaced; false with EEXIST when the name
/// exists.
bool DropDirectory::rename(const std::string& name, const std::string& to,
                           const Stamp& stamp) const {
  const bool renamed = rename_to_new(fd_, name, to);
  const int error = errno;
  const std::optional<Stamp> there = stamp_at(to);
  // The rename succeeded although it reported an error: the server received the request twice.
  if (there && is_same_content(*there, stamp)) return true;
  errno = error;
  if (!renamed && (errno == EEXIST || errno == ENOENT)) return false;
  if (!renamed) fail("cannot rename " + name);
  if (there) rename_to_new(fd_, to, name);  // the file was replaced in between: undo
  errno = ENOENT;
  return false;
}

std::optional<Stamp> DropDirectory::stamp_at(const std::string& name) const {
  const Descriptor file(open_beneath(fd_, name, O_PATH));
  struct stat status {};
  if (file && ::fstat(file.get(), &status) == 0) return stamp_of(status);
  const bool is_something_else = errno == ELOOP || errno == EXDEV;  // a link, a mounted directory
  if (errno == ENOENT || is_something_else) return {};
  fail("cannot look at " + name);
}

void DropDirectory::write(const std::string& name, std::string_view head,
                          const std::filesystem::path& rows) const {
  const std::string partial = "." + name + ".partial";
  ::unlinkat(fd_, partial.c_str(), 0);
  const Descriptor file(
      ::openat(fd_, partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640));
  if (!file) fail("cannot create " + name);
  try {
    write_all(file.get(), head.data(), head.size(), name);
    const Descriptor from(rows.empty() ? -1 : ::open(rows.c_str(), O_RDONLY | O_CLOEXEC));
    if (from) copy_file(from.get(), file.get(), name);
    if (::fsync(file.get()) != 0) fail("cannot write " + name);
    if (::renameat(fd_, partial.c_str(), fd_, name.c_str()) != 0) fail("cannot create " + name);
  } catch (...) {
    ::unlinkat(fd_, partial.c_str(), 0);
    throw;
  }
}

int DropDirectory::remove_finished_before(Time time, const std::set<std::uint64_t>& held) const {
  int removed = 0;
  for (const std::string& name : names_in(fd_)) {
    struct stat status {};
    const auto ends = [&](std::string_view suffix) { return name.ends_with(suffix); };
    if (std::none_of(kDealtWith.begin(), kDealtWith.end(), ends)) continue;
    if (::fstatat(fd_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
      continue;
    if (Time{std::chrono::seconds{status.st_ctim.tv_sec}} >= time || held.contains(status.st_ino))
      continue;
    if (::unlinkat(fd_, name.c_str(), 0) == 0) ++removed;
  }
  return removed;
}

}  // namespace roster::sis
