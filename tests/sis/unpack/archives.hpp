// Archives made in memory for tests: sound ones by libarchive, hostile ones by hand.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <sys/mman.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sis/unpack/inflate.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis::testing {

/// A file that exists only while the test runs, without a name.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(::memfd_create("feed", MFD_CLOEXEC)) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written <= 0) throw std::runtime_error("cannot write the test's file");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

inline std::string read_all(const ReadBytes& read, std::size_t piece = 4096) {
  std::string text, block(piece, '\0');
  while (const std::size_t got = read(block)) text.append(block, 0, got);
  return text;
}

using Contents = std::vector<std::pair<std::string, std::string>>;  // name, text

/// What unpack() hands out.
inline Contents contents_of(std::string_view file, const Limits& limits = {},
                            UnpackResult* result = nullptr) {
  Contents contents;
  const MemoryFile on_disk(file);
  const UnpackResult told = unpack(on_disk.fd(), "users", limits, [&](const Entry& entry) {
    contents.emplace_back(entry.name, read_all(entry.read));
  });
  if (result != nullptr) *result = told;
  return contents;
}

/// Why unpack() refuses the file, or "accepted". An incomplete one is told as `incomplete: …`.
inline std::string refusal(std::string_view file, const Limits& limits = {}) {
  try {
    contents_of(file, limits);
    return "accepted";
  } catch (const IncompleteFeed& error) {
    return std::string("incomplete: ") + error.what();
  } catch (const FeedError& error) {
    return error.what();
  }
}

// Archives by libarchive -------------------------------------------------------------------------

struct Packed {
  std::string name;
  std::string text;
  unsigned type = AE_IFREG;
  std::string link;       // target of a symbolic link
  std::string hard_link;  // target of a hard link
};

/// `set_format` is one of libarchive's archive_write_set_format_…; `set_filter` likewise.
inline std::string by_libarchive(const std::vector<Packed>& entries, int (*set_format)(archive*),
                                 int (*set_filter)(archive*)) {
  std::string out;
  archive* writer = archive_write_new();
  set_format(writer);
  set_filter(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  const auto append = [](archive*, void* to, const void* bytes, std::size_t length) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), length);
    return static_cast<la_ssize_t>(length);
  };
  archive_write_open(writer, &out, nullptr, append, nullptr);
  for (const Packed& packed : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, packed.name.c_str());
    archive_entry_set_filetype(entry, packed.type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(packed.text.size()));
    if (!packed.link.empty()) archive_entry_set_symlink(entry, packed.link.c_str());
    if (!packed.hard_link.empty()) archive_entry_set_hardlink(entry, packed.hard_link.c_str());
    if (archive_write_header(writer, entry) < ARCHIVE_WARN)
      throw std::runtime_error(archive_error_string(writer));
    archive_write_data(writer, packed.text.data(), packed.text.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

inline std::string tar_gz(const std::vector<Packed>& entries) {
  return by_libarchive(entries, archive_write_set_format_pax_restricted,
                       archive_write_add_filter_gzip);
}
inline std::string tar(const std::vector<Packed>& entries) {
  return by_libarchive(entries, archive_write_set_format_ustar, archive_write_add_filter_none);
}

// Numbers and packed data ------------------------------------------------------------------------

inline std::string little(std::uint64_t number, int width) {
  std::string bytes;
  for (; width > 0; --width, number >>= 8) bytes += static_cast<char>(number);
  return bytes;
}

/// Raw deflate data.
inline std::string deflated(std::string_view text) {
  const std::string gzip = by_libarchive({{"x", std::string(text)}}, archive_write_set_format_raw,
                                         archive_write_add_filter_gzip);
  return gzip.substr(10, gzip.size() - 18);
}

inline std::string gzipped(std::string_view text) {
  return std::string("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10) + deflated(text) +
         little(crc32(0, text), 4) + little(text.size(), 4);
}

// Zip by hand ------------------------------------------------------------------------------------

/// One entry. What is not set is as it should be.
struct Part {
  std::string name = "a.xml";
  std::string text = "<users/>";
  std::uint16_t method = 8;
  std::uint16_t flags = 0;
  std::uint32_t mode = 0100644;
  std::optional<std::string> packed;      // the data
  std::optional<std::string> local_name;  // in the entry's own header
  std::optional<std::uint32_t> crc, packed_size, size, offset;
  std::optional<std::uint16_t> local_method, local_flags;
  std::string extra;        // of the directory's record
  std::string local_extra;  // of the entry's own header
  std::string after;        // between the data and what follows
};

struct Zip {
  std::string entries, directory;
  std::uint16_t count = 0;

  Zip& add(const Part& part) {
    const std::string data = part.packed        ? *part.packed
                             : part.method == 8 ? deflated(part.text)
                                                : part.text;
    const std::string sums = little(part.crc.value_or(crc32(0, part.text)), 4) +
                             little(part.packed_size.value_or(data.size()), 4) +
                             little(part.size.value_or(part.text.size()), 4);
    const std::string local_name = part.local_name.value_or(part.name);
    const auto offset = part.offset.value_or(static_cast<std::uint32_t>(entries.size()));
    entries += "PK\3\4" + little(20, 2) + little(part.local_flags.value_or(part.flags), 2) +
               little(part.local_method.value_or(part.method), 2) + little(0x210000, 4) + sums +
               little(local_name.size(), 2) + little(part.local_extra.size(), 2) + local_name +
               part.local_extra + data + part.after;
    directory += "PK\1\2" + little(0x0314, 2) + little(20, 2) + little(part.flags, 2) +
                 little(part.method, 2) + little(0x210000, 4) + sums + little(part.name.size(), 2) +
                 little(part.extra.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                 little(std::uint64_t{part.mode} << 16, 4) + little(offset, 4) + part.name +
                 part.extra;
    ++count;
    return *this;
  }

  std::string end(std::string_view comment = "") const {
    return "PK\5\6" + little(0, 4) + little(count, 2) + little(count, 2) +
           little(directory.size(), 4) + little(entries.size(), 4) + little(comment.size(), 2) +
           std::string(comment);
  }
  std::string bytes(std::string_view comment = "") const {
    return entries + directory + end(comment);
  }
};

inline std::string zip_of(const Part& part) { return Zip().add(part).bytes(); }

}  // namespace roster::sis::testing
