// Well-formed: does this element obey XML 1.0 and Namespaces to the letter? pugixml reads records
// fast but forgives bare `&`, control characters, duplicate attributes, undeclared prefixes, `]]>`
// in text and bad UTF-8. This check forgives nothing; what it passes, libxml2's own parser would
// pass too, and the other way round (a differential test says so).
#pragma once

#include <optional>

#include "sis/feed.hpp"

namespace roster::sis {

/// Checks one record's bytes (one element, start tag to end tag; comments and the like inside are
/// fine; no DTD, so the five entities and character references only). `line` is the line of its
/// first byte. Returns the first violation as `malformed` or `encoding` with the line it stands on;
/// the message carries line and column.
std::optional<Rejection> check_wellformed(std::string_view element, const Namespaces& namespaces,
                                          std::uint64_t line);

}  // namespace roster::sis
