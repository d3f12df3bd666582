#include "sis/pack/zip.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include "sis/feed.hpp"

namespace roster::sis {
namespace {

/// Where the bytes of a zip file go.
///
/// libarchive is not told about a failed write, so that it can always finish in order (it leaks
/// memory otherwise); the failure is kept for throw_failure().
class Target {
 public:
  Target() = default;
  virtual ~Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  virtual void write(std::string_view bytes) noexcept = 0;
  virtual void throw_failure() const = 0;
  virtual void complete() = 0;
};

/// The zip file being written. Always closes it, and removes it unless it was completed; removes
/// only a regular file, because the path may be a device.
class ZipFile : public Target {
 public:
  explicit ZipFile(const std::string& path)
      : path_(path), fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (fd_ < 0) errno_ = errno;
    ZipFile::throw_failure();
  }
  ~ZipFile() override {
    if (fd_ >= 0) ::close(fd_);
    std::error_code ignored;
    if (!completed_ && std::filesystem::is_regular_file(path_, ignored))
      std::filesystem::remove(path_, ignored);
  }

  void write(std::string_view bytes) noexcept override {
    while (errno_ == 0 && !bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        errno_ = errno;
      }
    }
  }

  void throw_failure() const override {
    if (errno_ != 0) throw std::system_error(errno_, std::generic_category(), path_);
  }

  void complete() override {
    throw_failure();
    if (::close(std::exchange(fd_, -1)) != 0) errno_ = errno;
    throw_failure();
    completed_ = true;
  }

 private:
  std::string path_;
  int fd_;
  int errno_ = 0;
  bool completed_ = false;
};

/// Passes the bytes on; what that throws, throw_failure() throws.
class ZipPipe : public Target {
 public:
  explicit ZipPipe(Output output) : output_(std::move(output)) {}

  void write(std::string_view bytes) noexcept override {
    if (failed_) return;
    try {
      output_(bytes);
    } catch (...) {
      failed_ = std::current_exception();
    }
  }
  void throw_failure() const override {
    if (failed_) std::rethrow_exception(failed_);
  }
  void complete() override { throw_failure(); }

 private:
  Output output_;
  std::exception_ptr failed_;
};

struct FreeArchive {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

void check(archive* a, la_ssize_t result, const std::string& path) {
  if (result >= ARCHIVE_OK) return;
  const char* reason = archive_error_string(a);
  throw FeedError(path + ": " + (reason != nullptr ? reason : "cannot make a zip file"));
}

la_ssize_t pass_on(archive*, void* file, const void* bytes, std::size_t size) {
  static_cast<Target*>(file)->write({static_cast<const char*>(bytes), size});
  return static_cast<la_ssize_t>(size);
}

/// No time is set: the entry would store it in the local zone, and equal feeds would differ.
void write_header(archive* a, const std::string& path, const std::string& name) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  if (!entry) throw std::bad_alloc();
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  check(a, archive_write_header(a, entry.get()), path);
}

}  // namespace

struct ZipWriter::Archive {
  std::string path;
  std::unique_ptr<Target> file;
  std::unique_ptr<archive, FreeArchive> zip;

  Archive(const std::string& at, std::unique_ptr<Target> target)
      : path(at), file(std::move(target)), zip(archive_write_new()) {
    if (!zip) throw std::bad_alloc();
    check(zip.get(), archive_write_set_format_zip(zip.get()), path);
    check(zip.get(), archive_write_set_bytes_in_last_block(zip.get(), 1), path);
    check(zip.get(), archive_write_open(zip.get(), file.get(), nullptr, pass_on, nullptr), path);
  }
};

ZipWriter::ZipWriter(const std::string& path)
    : archive_(std::make_unique<Archive>(path, std::make_unique<ZipFile>(path))) {}
ZipWriter::ZipWriter(const std::string& name, Output output)
    : archive_(std::make_unique<Archive>(name, std::make_unique<ZipPipe>(std::move(output)))) {}
ZipWriter::~ZipWriter() = default;

void ZipWriter::entry(const std::string& name) {
  write_header(archive_->zip.get(), archive_->path, name);
}

void ZipWriter::write(std::string_view bytes) {
  archive* const a = archive_->zip.get();
  check(a, archive_write_data(a, bytes.data(), bytes.size()), archive_->path);
  archive_->file->throw_failure();
}

void ZipWriter::complete() {
  archive* const a = archive_->zip.get();
  check(a, archive_write_close(a), archive_->path);
  archive_->file->complete();
}

void write_zip(const std::string& path, const std::string& name,
               const std::function<void(const Output&)>& produce) {
  ZipWriter zip(path);
  zip.entry(name);
  produce([&](std::string_view bytes) { zip.write(bytes); });
  zip.complete();
}

}  // namespace roster::sis
