// Split: an XML document (UTF-8) as batches of records with line numbers, in bounded memory.
//
// A record is an element `user` or `userRecord` (any prefix) that is a child of the root, or the
// root itself. The splitter parses only as much XML as it needs to find the end of a record: tags
// with quoted attributes, comments, CDATA, processing instructions. Damage from a record whose
// markup cannot be tracked is contained: the record ends at its literal end tag or where the next
// record starts, and anything before the next record belongs to the damage. A document with a
// broken envelope (DOCTYPE, wrong root, text between records, data after the root, a second root,
// no end of the root) is rejected with FeedError, or IncompleteFeed when it only ends too early.
//
// The splitter does not check whether a record is well-formed; check_wellformed() does.
#pragma once

#include <memory>

#include "sis/feed.hpp"

namespace roster::sis {

struct Envelope {
  std::string root;            // local name; "user" or "userRecord" for a bare record
  std::string root_uri;        // its namespace, or empty
  Namespaces namespaces;       // in scope at the records
  bool bare = false;           // the root is the record
  std::int64_t announced = 0;  // the record count stated by the root; 0: not stated
  /// The root is what the schemas allow: `users` without namespace and without attributes except a
  /// valid total_record_count, `userRecords` in a V.1 namespace without attributes, or a bare
  /// record. Namespace declarations and schema locations are always allowed.
  bool plain_users = true;
};

class Splitter {
 public:
  /// `label` is the document's name in messages: FILE or FILE!ENTRY.
  Splitter(ReadBytes in, std::string label, const Limits& limits,
           Reading reading = Reading::tolerant);
  ~Splitter();
  Splitter(Splitter&&) noexcept;

  /// The root's properties; reads up to the root's start tag. Throws as next() does.
  const Envelope& envelope();

  /// The next records: about `target` bytes, at least one, at most a thousand. A batch without
  /// records ends the document, which is then complete and valid; it can still carry warnings.
  /// Throws FeedError, IncompleteFeed, and whatever the input throws.
  ///
  /// A record whose end was not found has `broken` set: `malformed` or `encoding` with the message
  /// of check_wellformed(), or `too_large` with its first bytes only. A well-formed element between
  /// records that is not a record is skipped with a warning `unknown_element`; if it is malformed
  /// or contains an id, it becomes a broken record.
  ///
  /// Bytes between a broken record and the next record are dropped; if they contain an id, they
  /// become a separate broken record, `malformed`.
  ///
  /// `used` is a finished batch whose buffers are reused, which saves a third of the time.
  RecordBatch next(std::size_t target = 256 * 1024, RecordBatch used = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace roster::sis
