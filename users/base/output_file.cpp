#include "users/base/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <system_error>

namespace roster {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Sixteen letters that nobody guesses.
std::string random_letters() {
  std::random_device random;
  std::uniform_int_distribution<int> letter('a', 'z');
  std::string letters;
  for (int i = 0; i < 16; ++i) letters += static_cast<char>(letter(random));
  return letters;
}

/// A device has no disk to be brought to.
bool is_synced(int fd) { return ::fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP; }

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  if (path_.empty()) {
    errno = ENOENT;
    fail("cannot create a file without a name");
  }
  struct stat status {};
  const bool is_other = ::lstat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  const int fd = is_other ? open_itself() : create_beside();
  if (fd < 0) fail("cannot create " + path_);
  file_.reset(::fdopen(fd, "wb"));
}

OutputFile::~OutputFile() {
  if (file_ && !keeper_ && !hidden_.empty()) ::unlink(hidden_.c_str());
}

void OutputFile::keep_rights() {
  if (!hidden_.empty()) keeper_ = std::make_unique<NameKeeper>(hidden_, path_);
}

/// What is in a file that a link names stays until the first write.
int OutputFile::open_itself() const {
  return ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
}

int OutputFile::create_beside() {
  const std::filesystem::path directory = std::filesystem::path(path_).parent_path();
  hidden_ = directory / (".roster-" + random_letters());
  return ::open(hidden_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

void OutputFile::write(std::string_view text) {
  struct stat status {};
  const int fd = ::fileno(file_.get());
  if (!is_written_ && hidden_.empty() && ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
      ::ftruncate(fd, 0) != 0)
    fail("cannot write " + path_);
  is_whole_ = false;
  is_written_ = true;
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
    fail("cannot write " + path_);
}

std::string OutputFile::leave() {
  if (!is_whole_ || hidden_.empty()) return "";
  file_.reset();
  if (keeper_) keeper_->leave();
  return hidden_;
}

/// Returns 0, or the error.
int OutputFile::rename() const {
  if (keeper_) return keeper_->rename();
  return ::rename(hidden_.c_str(), path_.c_str()) == 0 ? 0 : errno;
}

void OutputFile::publish() {
  if (!is_written_) return;
  if (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0 ||
      !is_synced(::fileno(file_.get())))
    fail("cannot write " + path_);
  is_whole_ = true;
  if (!hidden_.empty()) errno = rename();
  if (!hidden_.empty() && errno != 0) fail("cannot create " + path_);
  file_.reset();
}

}  // namespace roster
