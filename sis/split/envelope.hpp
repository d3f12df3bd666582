// Envelope: everything before the first record: the XML declaration, comments, the root's start
// tag. Decides whether a document is a feed.
#pragma once

#include <string>

#include "sis/split/source.hpp"
#include "sis/split/split.hpp"

namespace roster::sis {

/// Is it the local name of a record?
bool is_record_name(std::string_view local);

/// The qualified name of the tag at the start of `text`, up to white space, `/` or `>`. Empty when
/// the text ends first.
std::string_view tag_name(std::string_view text);

/// The root's properties, with its qualified name and whether it is empty (`<users/>`).
struct Root {
  Envelope envelope;
  std::string name;
  bool empty = false;
};

/// Reads the prologue and the root's start tag, which is consumed unless the root is a record.
/// Throws FeedError when the document is not a feed, and IncompleteFeed when it ends before its
/// root.
Root read_root(Source& source);

}  // namespace roster::sis
