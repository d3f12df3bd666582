// Record reader: converts one record's bytes to a User, or gives the reason for rejecting it. Runs
// all steps between the splitter and the store: well-formedness, parsing, tidying (or strict
// reading), schema validation, reading, and the profile's requirements. One per thread; reuses its
// buffers.
#pragma once

#include <pugixml.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sis/record/digest.hpp"
#include "sis/record/reader_v1.hpp"
#include "sis/record/schema.hpp"
#include "sis/record/unreadable.hpp"

namespace roster::sis {

/// The options that are the same for all records of a load.
struct ReadOptions {
  const Profile* profile = nullptr;
  const Action* action = nullptr;
  JobKind kind = JobKind::synchronize;
  const DigestIndex* known = nullptr;  // nullptr: every record is parsed
  std::uint64_t seed = 0;
  std::shared_ptr<const Schema> schema_v1, schema_v2;  // with XsdChoice::file, both are that schema
};

/// Loads the schema that the profile selects. Throws FeedError when a schema file cannot be used.
ReadOptions read_options(const Profile& profile, const Action& action, JobKind kind,
                         const DigestIndex* known);

/// `primary_id`, or the identifier type that records are matched by.
std::string_view match_type(const ReadOptions& options);

struct ReadRecord {
  std::uint64_t number = 0;  // among all records of the file, from 1; set by read_feed()
  std::uint64_t line = 0;
  Digest digest;                       // of the record's bytes; also set for a rejected record
  UserId unchanged = 0;                // set: this stored user equals the record; `user` is empty
  std::optional<Rejection> rejection;  // set: rejected; `user` holds the ids that were found
  /// For a rejected record: do its ids identify its user? When false, the ids may be wrong and the
  /// record may be about any user (whose.hpp).
  bool owner_told = true;
  FormatVersion version = FormatVersion::v2;
  User user;
  UnreadableDates unreadable;  // these dates are not in `user`
  std::vector<Warning> warnings;
};

/// Must the store be asked for the record's user?
inline bool needs_look_up(const ReadRecord& record) {
  return !record.rejection && record.unchanged == 0;
}

class RecordReader {
 public:
  /// `options` must outlive the reader.
  explicit RecordReader(const ReadOptions& options);

  /// `out` must be empty. Throws FeedError when the record has a version that the
  /// profile does not accept: then the whole file has the wrong format.
  void read(const Record& record, const Namespaces& namespaces, const std::string& label,
            ReadRecord& out);

 private:
  const ReadOptions& options_;
  std::unique_ptr<SchemaJudge> judge_v1_, judge_v2_;  // created on first use
  pugi::xml_document document_, converted_;
  Origins origins_;
  Tidied tidied_;  // of the record being read
  std::string scratch_;
  DigestIndex::Place place_ = 0;

  bool judges_everything() const;
  void refuse(const Record& record, ReadRecord& out) const;
  std::optional<Rejection> parse(const Record& record, const Namespaces& namespaces);
  void check_version(const Record& record, FormatVersion version, const std::string& label) const;
  std::optional<Rejection> read_element(pugi::xml_node element, const Record& record,
                                        const Namespaces& namespaces, ReadRecord& out);
  std::optional<Rejection> tidy_and_judge(pugi::xml_node& element, const Record& record,
                                          const Namespaces& namespaces, const LineOf& line_of,
                                          ReadRecord& out);
  std::optional<Rejection> check_strict_texts(const Record& record, const User& user);
  void drop_null_days(pugi::xml_node element, const LineOf& line_of, User& user);
  std::uint64_t line_of_node(pugi::xml_node node, const Record& record) const;
  SchemaJudge& judge(FormatVersion version);
};

/// Checks the profile's requirements for a record: identity, mandatory fields. Sets the values that
/// the profile defines (record type, account type, external id) and warns when no preferred mark is
/// set.
std::optional<Rejection> check_demands(const ReadOptions& options, std::uint64_t line,
                                       ReadRecord& out);

}  // namespace roster::sis
