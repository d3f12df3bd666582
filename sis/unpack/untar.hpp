// Untar: the XML files of a gzipped tar archive as byte streams. libarchive parses the tar from
// bytes inflated here; it never receives a file name or a descriptor.
#pragma once

#include "sis/unpack/gunzip.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

/// Visits the XML files of the archive in `stream` in their order, and reads the stream to its end.
/// The rules are those for zips (zip_rules.hpp): only regular files, with relative, distinct names
/// that end in .xml (a leading `./`, usual in a tar, is removed); directories are skipped; at most
/// limits.entries files and directories, at least one XML file. The two closing blocks must be
/// present (else IncompleteFeed) and only zeros may follow. Otherwise like unpack(); the caller
/// computes the digest.
void untar(GzipStream& stream, const std::string& label, const Limits& limits,
           const std::function<void(const Entry&)>& visit, UnpackResult& result);

}  // namespace roster::sis
