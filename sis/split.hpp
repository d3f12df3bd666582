// Split: an XML document (UTF-8) as batches of records with their line numbers, in bounded memory.
//
// A record is an element `user` or `userRecord` (any prefix) that is a child of the root, or the
// root itself. The splitter knows just enough XML to find where a record ends: tags with quoted
// attributes, comments, CDATA, processing instructions. A record whose markup cannot be followed is
// contained: it ends at its literal end tag, or where the next record begins. A document whose
// envelope is broken (DOCTYPE, wrong root, text between records, junk after the root, a second
// root, no root end) is refused with FeedError, or IncompleteFeed when it merely ends too early.
#pragma once

#include <memory>

#include "sis/feed.hpp"

namespace roster::sis {

struct Envelope {
  std::string root;       // local name; "user" or "userRecord" for a bare record
  std::string root_uri;   // its namespace, or empty
  Namespaces namespaces;  // in force for records
  bool bare = false;      // the root is the record
  bool plain_users =
      true;  // the root is exactly what the published schema's `users` allows (strict mode asks)
};

enum class Reading : std::uint8_t { tolerant, strict };

class Splitter {
 public:
  /// `label` names the document in messages: FILE or FILE!ENTRY.
  Splitter(ReadBytes in, std::string label, const Limits& limits);
  ~Splitter();

  /// The root's facts; reads as far as the root's start tag. Throws as next() does.
  const Envelope& envelope();

  /// The next records, about `target` bytes of them (at least one record), or an empty batch at the
  /// document's sound end.
  RecordBatch next(std::size_t target = 256 * 1024);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace roster::sis
