// Envelope: what stands before the first record: the XML declaration, comments, the root's start
// tag. Here it is decided whether a document is a feed at all.
#pragma once

#include <string>

#include "sis/split/source.hpp"
#include "sis/split/split.hpp"

namespace roster::sis {

/// Is it the local name of a record?
bool is_record_name(std::string_view local);

/// The qualified name of the tag at the beginning of `text`, up to a blank, `/` or `>`. Empty when
/// the text ends first.
std::string_view tag_name(std::string_view text);

/// The root's facts, and its qualified name and whether it is empty (`<users/>`).
struct Root {
  Envelope envelope;
  std::string name;
  bool empty = false;
};

/// Reads the prologue and the root's start tag, which is consumed unless the root is a record.
/// Throws FeedError for what is no feed and IncompleteFeed for what ends before its root.
Root read_root(Source& source);

}  // namespace roster::sis
