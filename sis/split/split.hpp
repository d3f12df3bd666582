// Split: an XML document (UTF-8) as batches of records with their line numbers, in bounded memory.
//
// A record is an element `user` or `userRecord` (any prefix) that is a child of the root, or the
// root itself. The splitter knows just enough XML to find where a record ends: tags with quoted
// attributes, comments, CDATA, processing instructions. A record whose markup cannot be followed is
// contained: it ends at its literal end tag, or where the next record begins, and what stands up to
// the next record belongs to the damage. A document whose envelope is broken (DOCTYPE, wrong root,
// text between records, junk after the root, a second root, no root end) is refused with FeedError,
// or IncompleteFeed when it merely ends too early.
//
// Whether a record that was found is well-formed is not asked here: check_wellformed() tells.
#pragma once

#include <memory>

#include "sis/feed.hpp"

namespace roster::sis {

struct Envelope {
  std::string root;            // local name; "user" or "userRecord" for a bare record
  std::string root_uri;        // its namespace, or empty
  Namespaces namespaces;       // in force for records
  bool bare = false;           // the root is the record
  std::int64_t announced = 0;  // how many records the root says that there are; 0: it does not say
  /// The root is what the schemas allow: `users` without namespace and with no attribute but a
  /// right total_record_count, `userRecords` in a V.1 namespace without attributes, or a bare
  /// record. Namespace declarations and schema locations may always stand there.
  bool plain_users = true;
};

class Splitter {
 public:
  /// `label` names the document in messages: FILE or FILE!ENTRY.
  Splitter(ReadBytes in, std::string label, const Limits& limits,
           Reading reading = Reading::tolerant);
  ~Splitter();
  Splitter(Splitter&&) noexcept;

  /// The root's facts; reads as far as the root's start tag. Throws as next() does.
  const Envelope& envelope();

  /// The next records: about `target` bytes of them, at least one, at most a thousand. A batch
  /// without records ends the document, which was sound then; it may still carry warnings. Throws
  /// FeedError, IncompleteFeed, and whatever the input throws.
  ///
  /// A record that could not be followed to its end comes with `broken` set: `malformed` or
  /// `encoding` with what check_wellformed() says, or `too_large` with its first bytes only. An
  /// element between records that is none is passed over with a warning `unknown_element` when it
  /// is well-formed, and a broken record when not, or when an id stands in it.
  ///
  /// What stands between a broken record and the next one goes; where an id stands in it, it comes
  /// as a broken record of its own, `malformed`.
  ///
  /// `used` is a batch nobody needs any more: its memory serves again, which saves a third of the
  /// time.
  RecordBatch next(std::size_t target = 256 * 1024, RecordBatch used = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace roster::sis
