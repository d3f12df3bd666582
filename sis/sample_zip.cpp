#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "sis/sample.hpp"

namespace roster::sis {
namespace {

struct FreeArchive {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

/// Removes the file unless it was completed. Only a regular file: the path may be a device.
class Unfinished {
 public:
  explicit Unfinished(std::string path) : path_(std::move(path)) {}
  ~Unfinished() {
    std::error_code ignored;
    if (!completed_ && std::filesystem::is_regular_file(path_, ignored))
      std::filesystem::remove(path_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  void complete() { completed_ = true; }

 private:
  std::string path_;
  bool completed_ = false;
};

void check(archive* a, la_ssize_t result, const std::string& path) {
  if (result >= ARCHIVE_OK) return;
  const int error = archive_errno(a);
  if (error > 0) throw std::system_error(error, std::generic_category(), path);
  const char* reason = archive_error_string(a);
  throw FeedError(path + ": " + (reason != nullptr ? reason : "cannot make a zip file"));
}

/// No time is set: the entry would carry it in the local zone, and equal feeds would differ.
void write_header(archive* a, const std::string& path, const std::string& name) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  if (!entry) throw std::bad_alloc();
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  check(a, archive_write_header(a, entry.get()), path);
}

}  // namespace

void write_zip(const std::string& path, const std::string& name,
               const std::function<void(const Output&)>& produce) {
  const std::unique_ptr<archive, FreeArchive> zip(archive_write_new());
  if (!zip) throw std::bad_alloc();
  archive* const a = zip.get();
  check(a, archive_write_set_format_zip(a), path);
  check(a, archive_write_open_filename(a, path.c_str()), path);
  Unfinished file(path);
  write_header(a, path, name);
  produce([&](std::string_view bytes) {
    check(a, archive_write_data(a, bytes.data(), bytes.size()), path);
  });
  check(a, archive_write_close(a), path);
  file.complete();
}

}  // namespace roster::sis
