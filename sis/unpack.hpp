// Unpack: a dropped file as one or more XML byte streams. Zip, tar.gz, gzip or plain, told by
// content, not by name. Hostile archives are refused before anything is inflated; nothing is ever
// written to disk.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "sis/feed.hpp"

namespace roster::sis {

/// What a file was, told by its first bytes.
enum class Packing : std::uint8_t { plain, zip, gzip, tar_gzip };

/// One XML document inside a file.
struct Entry {
  std::string name;  // inside the archive; empty for a plain or gzipped file
  ReadBytes read;
};

struct UnpackResult {
  std::string digest;  // "xxh3-128:…" of the file as it lies on disk
  std::uint64_t bytes = 0;
  std::uint64_t unpacked = 0;
  std::uint32_t entries = 0;
};

/// Calls `visit` for every entry of the open file `fd` (read from offset 0; the caller keeps the
/// descriptor), in archive order. `visit` must read an entry to its end. `label` is the file's name
/// for messages. Throws FeedError when a limit or a rule of hardening is broken (whole file
/// refused), IncompleteFeed when the file ends too early.
UnpackResult unpack(int fd, const std::string& label, const Limits& limits,
                    const std::function<void(const Entry&)>& visit);

}  // namespace roster::sis
