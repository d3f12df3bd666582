// Zip directory: the central directory of a zip file as it is written, and nothing judged but
// whether it can be read. zip_rules.hpp judges.
#pragma once

#include "sis/unpack/packed_file.hpp"

namespace roster::sis {

/// One record of the central directory.
struct ZipRecord {
  std::string name;  // as it is written
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0;
  std::uint32_t attributes = 0;  // the upper half is the Unix mode
  std::uint64_t offset = 0;      // of the local header
};

struct ZipDirectory {
  std::vector<ZipRecord> records;
  std::uint64_t offset = 0;  // where it begins: the end of the last entry
};

/// Finds the one end-of-directory record at the file's end and reads the directory before it.
/// Throws IncompleteFeed when the file ends before its end record is complete; FeedError when
/// something follows that record or stands between it and the directory, when the archive has
/// several volumes, more than limits.entries entries or a needless zip64 form, or when the
/// directory is damaged. Memory: at most 4 KiB an entry.
ZipDirectory read_zip_directory(const PackedFile& file, const Limits& limits);

/// The zip64 field (id 1) among the extra fields of a header: its bytes, or nothing. Throws
/// FeedError, with `label` before the reason, when there are two or the fields are damaged.
std::optional<std::string_view> zip64_field(std::string_view extra, const std::string& label);

}  // namespace roster::sis
