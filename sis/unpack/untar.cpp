#include "sis/unpack/untar.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <cerrno>
#include <exception>
#include <memory>
#include <unordered_set>

#include "sis/unpack/entry_name.hpp"
#include "sis/unpack/visit.hpp"
#include "users/base/text.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kClosingBlocks = 1024;

[[noreturn]] void refuse(const std::string& label, std::string_view why) {
  throw FeedError(fmt::format("{}: {}", label, why));
}

/// Sets a UTF-8 locale for this thread while it lives: libarchive converts the names of a pax
/// archive to the locale's encoding and would corrupt them in the C locale.
class Utf8Locale {
 public:
  Utf8Locale()
      : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)),
        before_(utf8_ != nullptr ? ::uselocale(utf8_) : nullptr) {}
  ~Utf8Locale() {
    if (utf8_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(utf8_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t utf8_, before_;
};

/// Passes the stream to libarchive. Exceptions must not pass through C code: error_ keeps them.
class TarReader {
 public:
  TarReader(GzipStream& stream, const std::string& label)
      : stream_(stream), label_(label), archive_(archive_read_new(), archive_read_free) {
    if (!archive_) throw std::bad_alloc();
    archive_read_support_format_tar(archive_.get());
    if (archive_read_open(archive_.get(), this, nullptr, feed, nullptr) != ARCHIVE_OK) fail();
  }

  /// The next header, valid until the next call; nullptr at the end of the archive.
  archive_entry* next() {
    const Utf8Locale locale;
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF && !error_) return nullptr;
    if (result != ARCHIVE_OK) fail();
    return entry;
  }

  std::size_t read(std::span<char> out) {
    const la_ssize_t got = archive_read_data(archive_.get(), out.data(), out.size());
    if (got < 0) fail();
    return static_cast<std::size_t>(got);
  }

  /// After the last header: checks the closing blocks and that only zeros follow.
  void check_end() {
    while (fill() > 0) {
    }
    const auto end = static_cast<std::uint64_t>(archive_read_header_position(archive_.get()));
    if (content_end_ > end) refuse(label_, "unexpected data after the end of the tar archive");
    if (given_ - end < kClosingBlocks) cut();
  }

 private:
  GzipStream& stream_;
  const std::string& label_;
  std::vector<char> block_ = std::vector<char>(kReadBlock / 4);
  std::uint64_t given_ = 0;        // bytes inflated
  std::uint64_t content_end_ = 0;  // offset behind the last non-zero byte
  bool stream_ended_ = false;
  std::exception_ptr error_;
  std::unique_ptr<archive, decltype(&archive_read_free)> archive_;

  std::size_t fill() {
    const std::size_t got = stream_.read(block_);
    std::size_t content = got;
    while (content > 0 && block_[content - 1] == '\0') --content;
    if (content > 0) content_end_ = given_ + content;
    given_ += got;
    stream_ended_ = got == 0;
    return got;
  }

  static la_ssize_t feed(archive* handle, void* self, const void** buffer) {
    auto& reader = *static_cast<TarReader*>(self);
    try {
      *buffer = reader.block_.data();
      return static_cast<la_ssize_t>(reader.fill());
    } catch (...) {
      reader.error_ = std::current_exception();
      archive_set_error(handle, EIO, "the stream failed");
      return ARCHIVE_FATAL;
    }
  }

  [[noreturn]] void cut() const {
    throw IncompleteFeed(label_ + ": the tar archive ends too early");
  }

  [[noreturn]] void fail() const {
    if (error_) std::rethrow_exception(error_);
    if (stream_ended_) cut();
    const char* why = archive_error_string(archive_.get());
    refuse(label_, fmt::format("damaged tar archive: {}", printable(why != nullptr ? why : "")));
  }
};

/// The name without a leading `./`, which `tar` adds for files in the current directory; empty for
/// the directory itself.
std::string plain_name(archive_entry* entry, const std::string& label) {
  const char* written = archive_entry_pathname(entry);
  if (written == nullptr) refuse(label, "damaged: an entry of the tar archive has no name");
  std::string_view name = written;
  while (name.starts_with("./")) name.remove_prefix(2);
  if (archive_entry_filetype(entry) != AE_IFDIR) return std::string(name);
  if (name.empty() || name == ".") return "";
  return std::string(name) + (name.ends_with('/') ? "" : "/");
}

void check_entry(archive_entry* entry, const std::string& name, const std::string& label) {
  const bool directory = archive_entry_filetype(entry) == AE_IFDIR;
  const bool link =
      archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
  if (const auto problem = name_problem(name)) refuse(label, *problem);
  if (link || (!directory && archive_entry_filetype(entry) != AE_IFREG))
    refuse(label, "is a link or another special file");
  if (archive_entry_sparse_count(entry) > 0) refuse(label, "is a sparse file");
  if (directory && archive_entry_size(entry) != 0) refuse(label, "is a directory with content");
}

}  // namespace

void untar(GzipStream& stream, const std::string& label, const Limits& limits,
           const std::function<void(const Entry&)>& visit, UnpackResult& result) {
  TarReader reader(stream, label);
  std::unordered_set<std::string> names;
  while (archive_entry* entry = reader.next()) {
    const std::string name = plain_name(entry, label);
    if (name.empty()) continue;
    const std::string entry_name = entry_label(label, name);
    check_entry(entry, name, entry_name);
    if (!names.insert(name).second) refuse(entry_name, "occurs twice in the archive");
    if (names.size() > limits.entries)
      refuse(label, fmt::format("holds more than {} entries (limits.entries)", limits.entries));
    if (kind_of(name) == EntryKind::directory) continue;
    visit_to_end({printable(name), [&](std::span<char> out) { return reader.read(out); },
                  [&] { return stream.so_far(); }},
                 visit, result);
  }
  reader.check_end();
  if (result.entries == 0) refuse(label, "holds no XML file");
}

}  // namespace roster::sis
