// Zip directory: reads the central directory of a zip file. Checks only that it is readable;
// zip_rules.hpp checks the rules.
#pragma once

#include "sis/unpack/packed_file.hpp"

namespace roster::sis {

/// One record of the central directory.
struct ZipRecord {
  std::string name;  // as written in the directory
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0;
  std::uint32_t attributes = 0;  // the upper half is the Unix mode
  std::uint64_t offset = 0;      // of the local header
};

struct ZipDirectory {
  std::vector<ZipRecord> records;
  std::uint64_t offset = 0;  // start of the directory: the end of the last entry
};

/// Finds the one end-of-directory record at the end of the file and reads the directory before it.
/// Throws IncompleteFeed when the file ends before the end record is complete. Throws FeedError
/// when there is data after that record or between it and the directory, when the archive has
/// several volumes, more than limits.entries entries or an unnecessary zip64 form, or when the
/// directory is damaged. Memory: at most 4 KiB an entry.
ZipDirectory read_zip_directory(const PackedFile& file, const Limits& limits);

/// The bytes of the zip64 field (id 1) among a header's extra fields, or nothing. Throws FeedError,
/// with `label` before the reason, when there are two or the fields are damaged.
std::optional<std::string_view> zip64_field(std::string_view extra, const std::string& label);

}  // namespace roster::sis
