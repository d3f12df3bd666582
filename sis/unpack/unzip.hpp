// Unzip: the XML files of a zip as byte streams.
#pragma once

#include "sis/unpack/unpack.hpp"
#include "sis/unpack/zip_rules.hpp"

namespace roster::sis {

/// Checks the zip (check_zip) and then visits its XML files in the order of its directory. Each
/// stream verifies size and checksum before it ends. Otherwise like unpack(); the caller computes
/// the digest.
void unzip(const PackedFile& file, const Limits& limits,
           const std::function<void(const Entry&)>& visit, UnpackResult& result);

}  // namespace roster::sis
