// Decode: converts every accepted encoding to UTF-8. The encoding is taken from the byte order
// mark, else from the XML declaration, else it is UTF-8 (or UTF-16 when the first bytes encode `<`
// that way). Accepted: UTF-8, UTF-16 LE and BE, US-ASCII, ISO-8859-1, windows-1252.
#pragma once

#include "sis/feed.hpp"

namespace roster::sis {

/// Returns the same bytes as UTF-8 without byte order mark; the XML declaration is unchanged. Reads
/// the first 512 bytes immediately to detect the encoding. Replaces a sequence that cannot be
/// decoded with the byte 0xFF, which is never valid in UTF-8, so that only its record is affected
/// (rejection `encoding`). UTF-8 input is passed on unchanged, including bad sequences, and without
/// a copy. Throws FeedError for an encoding that is not accepted, and for a declaration that
/// contradicts the first bytes; when both are Unicode encodings, the first bytes win. `label` is
/// the file's name in messages.
///
/// Input declared as ISO-8859-1 is read as windows-1252, as browsers do (WHATWG, Encoding). UTF-8
/// input declared as UTF-16 is read as UTF-8. When this changes the text, `told` is called once
/// with a warning `encoding_differs`: by decode() or later, while bytes are read.
ReadBytes decode(ReadBytes in, const std::string& label,
                 std::function<void(const Warning&)> told = {});

}  // namespace roster::sis
