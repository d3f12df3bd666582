// Untar: the XML files of a gzipped tar archive as byte streams. libarchive reads the tar, from
// bytes inflated here; it never sees a file name or a descriptor.
#pragma once

#include "sis/unpack/gunzip.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

/// Visits the XML files of the archive in `stream` in their order, and reads the stream to its end.
/// The rules are those for zips (zip_rules.hpp): plain files only, whose names are relative,
/// distinct and end in .xml (`./` before them is usual in a tar and dropped), directories passed
/// over, at most limits.entries of both, at least one XML file. The two closing blocks must be
/// there (else IncompleteFeed) and nothing but zeros may follow. As unpack() otherwise; the digest
/// is the caller's.
void untar(GzipStream& stream, const std::string& label, const Limits& limits,
           const std::function<void(const Entry&)>& visit, UnpackResult& result);

}  // namespace roster::sis
