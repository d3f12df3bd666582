// Unpack: a dropped file as one or more XML byte streams. Detects zip, tar.gz, gzip or plain by
// content, not by name. Rejects malicious zips before anything is inflated, enforces limits while
// inflating, and never writes to disk.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <system_error>

#include "sis/feed.hpp"

namespace roster::sis {

/// The packing of a file, by its first bytes.
enum class Packing : std::uint8_t { plain, zip, gzip, tar_gzip };

/// How much of a file was read, in raw bytes.
struct ReadSoFar {
  std::uint64_t bytes = 0, of = 0;
};

/// Reading the file fails on the disk or on the file server.
struct UnreadableFile : std::system_error {
  using std::system_error::system_error;
};

/// One XML document inside a file. Both functions are valid until `visit` returns.
struct Entry {
  std::string name;  // inside the archive, printable; empty for a plain or gzipped file
  ReadBytes read;
  std::function<ReadSoFar()> so_far;  // of the whole file
};

struct UnpackResult {
  Packing packing = Packing::plain;
  std::string digest;          // "xxh3-128:…" of the raw file
  std::uint64_t bytes = 0;     // of the file
  std::uint64_t unpacked = 0;  // of all entries together
  std::uint32_t entries = 0;   // entries visited
};

/// Calls `visit` for every entry of the open file `fd`, in the archive's order. Reads from offset
/// 0; the caller owns the descriptor, whose position is neither used nor changed. Data that `visit`
/// does not read is read and checked afterwards. `label` is the file's name in messages; each
/// message is one line that starts with FILE or FILE!ENTRY. Throws FeedError for a broken limit or
/// rule (zip_rules.hpp, gunzip.hpp, untar.hpp) and IncompleteFeed when the file ends too early:
/// then the whole file is rejected, including visited entries. Throws UnreadableFile when it cannot
/// be read, and whatever `visit` throws. Memory: a few MiB.
UnpackResult unpack(int fd, const std::string& label, const Limits& limits,
                    const std::function<void(const Entry&)>& visit);

/// The digest of an open raw file, as in UnpackResult. Throws FeedError when it is larger than
/// limits.file, UnreadableFile when it cannot be read.
std::string file_digest(int fd, const std::string& label, const Limits& limits);

}  // namespace roster::sis
