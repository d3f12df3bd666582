// Well-formed: does this element obey XML 1.0 and Namespaces to the letter? pugixml reads records
// fast but forgives bare `&`, control characters, duplicate attributes, undeclared prefixes, `]]>`
// in text and bad UTF-8. This check forgives nothing; what it passes, libxml2's own parser would
// pass too, and the other way round (a differential test says so, and lists where libxml2 is
// wrong).
#pragma once

#include <optional>

#include "sis/feed.hpp"

namespace roster::sis {

/// An element deeper than this is refused, whatever the letter says: no record needs it, and what
/// comes after may recurse.
inline constexpr std::size_t kMaxDepth = 32;

/// More of them in one record are refused: each takes many times its bytes once it is read.
inline constexpr std::size_t kMaxElements = 20'000;

/// Checks one record's bytes (one element, start tag to end tag; comments and the like inside are
/// fine; no DTD, so the five entities and character references only). `namespaces` are those in
/// force outside; `line` and `column` are where its first byte stands, from 1. Returns the first
/// violation as `malformed` or `encoding` with its line; the message says it all:
/// `line 12, column 34: the end tag </b> does not match <a>`. Columns count characters.
/// Limits beyond XML's own: kMaxDepth, kMaxElements, kMaxAttributes, kMaxDeclarations; breaking one
/// is `malformed`.
std::optional<Rejection> check_wellformed(std::string_view element, const Namespaces& namespaces,
                                          std::uint64_t line, std::uint64_t column = 1);

}  // namespace roster::sis
