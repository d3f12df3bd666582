// What the fuzz targets share that read a feed.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sis/record/record_reader.hpp"
#include "sis/unpack/unpack.hpp"
#include "tests/support/memory_file.hpp"

namespace roster::fuzz {

/// Limits that let small inputs reach them.
inline constexpr sis::Limits kSmall{
    .file = 1 << 20, .unpacked = 4 << 20, .ratio = 200, .entries = 20, .record = 4096};

/// An input that hands out `text`, which must outlive it, in pieces of at most `piece` bytes.
inline sis::ReadBytes in_pieces(std::string_view text, std::size_t piece) {
  return [text, piece](std::span<char> out) mutable {
    const std::size_t count = std::min({out.size(), piece, text.size()});
    std::memcpy(out.data(), text.data(), count);
    text.remove_prefix(count);
    return count;
  };
}

/// Unpacks a file and reads every entry; what is unpacked stays within the limits.
inline void unpack_all(std::string_view file) {
  const test::MemoryFile on_disk(file);
  std::vector<char> block(4096);
  std::uint64_t read = 0;
  try {
    sis::unpack(on_disk.fd(), "users", kSmall, [&](const sis::Entry& entry) {
      while (const std::size_t got = entry.read(block)) read += got;
    });
  } catch (const sis::FeedError&) {
  }
  if (read > kSmall.unpacked + block.size()) __builtin_trap();
}

/// Reads the bytes as one record of a version: well-formed? parsed, tidied, judged, read.
inline void read_as(sis::XsdChoice::Kind version, std::string_view bytes) {
  sis::Profile profile;
  profile.synchronize.xsd.kind = version;
  const auto options =
      sis::read_options(profile, profile.synchronize, JobKind::synchronize, nullptr);
  sis::RecordReader reader(options);
  sis::Record record;
  record.bytes = bytes;
  record.line = 1;
  sis::ReadRecord out;
  try {
    reader.read(record, {}, "feed.xml", out);
  } catch (const sis::FeedError&) {
  }
}

}  // namespace roster::fuzz
