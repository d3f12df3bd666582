// Unpack: a dropped file as one or more XML byte streams. Zip, tar.gz, gzip or plain, told by
// content, not by name. Hostile zips are refused before anything is inflated, everything is bounded
// while it is, and nothing is ever written to disk.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <system_error>

#include "sis/feed.hpp"

namespace roster::sis {

/// What a file was, told by its first bytes.
enum class Packing : std::uint8_t { plain, zip, gzip, tar_gzip };

/// How much of a file was read, in bytes as they lie on disk.
struct ReadSoFar {
  std::uint64_t bytes = 0, of = 0;
};

/// The disk, or the server behind it, does not give the file's bytes.
struct UnreadableFile : std::system_error {
  using std::system_error::system_error;
};

/// One XML document inside a file. Both functions are good until `visit` returns.
struct Entry {
  std::string name;  // inside the archive, printable; empty for a plain or gzipped file
  ReadBytes read;
  std::function<ReadSoFar()> so_far;  // of the whole file
};

struct UnpackResult {
  Packing packing = Packing::plain;
  std::string digest;          // "xxh3-128:…" of the file as it lies on disk
  std::uint64_t bytes = 0;     // of the file
  std::uint64_t unpacked = 0;  // of all entries together
  std::uint32_t entries = 0;   // visited
};

/// Calls `visit` for every entry of the open file `fd` (read from offset 0; the caller keeps the
/// descriptor, whose position neither matters nor moves), in the archive's order. What `visit`
/// leaves unread is read and checked behind it. `label` is the file's name for messages, which
/// begin with FILE or FILE!ENTRY and are one line. Throws FeedError when a limit or a rule is
/// broken (zip_rules.hpp, gunzip.hpp, untar.hpp) and IncompleteFeed when the file ends too early:
/// the whole file is refused then, whatever was visited. Throws UnreadableFile when it cannot be
/// read, and whatever `visit` throws. Memory: a few MiB.
UnpackResult unpack(int fd, const std::string& label, const Limits& limits,
                    const std::function<void(const Entry&)>& visit);

/// The digest of an open file as it lies on disk, as in UnpackResult. Throws FeedError when it is
/// larger than limits.file, UnreadableFile when it cannot be read.
std::string file_digest(int fd, const std::string& label, const Limits& limits);

}  // namespace roster::sis
