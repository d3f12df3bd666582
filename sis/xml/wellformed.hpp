// Well-formed: checks that an element conforms to XML 1.0 and Namespaces. pugixml reads records
// fast but accepts bare `&`, control characters, duplicate attributes, undeclared prefixes, `]]>`
// in text and bad UTF-8. This check rejects all of these; it accepts exactly what libxml2's parser
// accepts (a differential test verifies this, and lists the cases where libxml2 is wrong).
#pragma once

#include <optional>

#include "sis/feed.hpp"

namespace roster::sis {

/// Deeper elements are rejected although XML allows them: no record needs them, and later code may
/// recurse.
inline constexpr std::size_t kMaxDepth = 32;

/// More elements in one record are rejected: a parsed element takes many times its bytes.
inline constexpr std::size_t kMaxElements = 20'000;

/// Checks one record's bytes (one element, start tag to end tag; comments and the like inside are
/// allowed; no DTD, so only the five entities and character references). `namespaces` are the
/// declarations in scope outside; `line` and `column` are the position of its first byte, from 1.
/// Returns the first violation as `malformed` or `encoding` with its line; the message is complete:
/// `line 12, column 34: the end tag </b> does not match <a>`. Columns count characters. Limits
/// beyond XML: kMaxDepth, kMaxElements, kMaxAttributes, kMaxDeclarations; exceeding one is
/// `malformed`.
std::optional<Rejection> check_wellformed(std::string_view element, const Namespaces& namespaces,
                                          std::uint64_t line, std::uint64_t column = 1);

}  // namespace roster::sis
