// Decode: any accepted encoding as UTF-8. The encoding is told by the byte order mark, else by the
// XML declaration, else it is UTF-8 (or UTF-16 when the first bytes of `<` say so). Accepted:
// UTF-8, UTF-16 LE and BE, US-ASCII, ISO-8859-1, windows-1252.
#pragma once

#include "sis/feed.hpp"

namespace roster::sis {

/// The same bytes as UTF-8 without byte order mark; the XML declaration stays as it is. Reads the
/// first 512 bytes at once to tell the encoding. A sequence that cannot be decoded comes out as the
/// byte 0xFF, which no UTF-8 text contains, so that the damage stays within its record (rejection
/// `encoding`). UTF-8 input passes through untouched, bad sequences included, and without a copy.
/// Throws FeedError for an encoding that is not accepted, and for a declaration that contradicts
/// the first bytes, unless both are Unicode: then the bytes are right. `label` names the file.
///
/// What is declared as ISO-8859-1 is read as windows-1252, as the web does (WHATWG, Encoding), and
/// what is declared as UTF-16 and is not, as UTF-8. `told` is called once with a warning
/// `encoding_differs` where that changes what is read: from decode() itself or later, while bytes
/// are read.
ReadBytes decode(ReadBytes in, const std::string& label,
                 std::function<void(const Warning&)> told = {});

}  // namespace roster::sis
