// Zip rules: checks that a zip is allowed as a feed, before anything is inflated.
//
// A zip describes each entry twice and can hold bytes that neither description covers; programs
// that trust different parts see different files. These rules account for every byte: the entries
// follow each other from offset 0 without gap or overlap, then the directory, then its end record,
// then the end of the file; and both descriptions of an entry agree.
#pragma once

#include "sis/unpack/packed_file.hpp"

namespace roster::sis {

enum class ZipMethod : std::uint8_t { stored, deflated };

/// An XML file inside a zip.
struct ZipEntry {
  std::string name;          // printable
  std::uint64_t offset = 0;  // of its data
  std::uint64_t packed = 0;  // bytes of its data
  std::uint64_t size = 0;    // the same, unpacked
  std::uint32_t crc = 0;
  ZipMethod method = ZipMethod::stored;
};

/// The XML files of a zip in the order of its directory; at least one. Directories are skipped.
/// Throws IncompleteFeed when the file ends too early, FeedError when it breaks a rule:
/// - one volume, nothing before or after it, a comment of at most 64 bytes, zip64 only where needed
/// - methods stored and deflated, no encryption
/// - names are relative, distinct, end in .xml and have no `..`, hidden part, backslash, colon or
///   control character; no links or other special files; __MACOSX is refused with a hint
/// - at most limits.entries entries (directories count), limits.unpacked bytes declared in all,
///   and limits.ratio for each entry
std::vector<ZipEntry> check_zip(const PackedFile& file, const Limits& limits);

}  // namespace roster::sis
