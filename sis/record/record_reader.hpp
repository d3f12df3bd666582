// Record reader: one record's bytes as a User, or the reason why not. All steps between the
// splitter and the store: well-formed, parsed, tidied (or strict), judged by the schema, read, and
// checked against the profile's demands. One per thread; keeps its buffers from record to record.
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

/// What is fixed for all records of a load.
struct ReadOptions {
  const Profile* profile = nullptr;
  const Action* action = nullptr;
  JobKind kind = JobKind::synchronize;
  const DigestIndex* known = nullptr;  // nullptr: every record is parsed
  std::uint64_t seed = 0;
  std::shared_ptr<const Schema> schema_v1, schema_v2;  // of XsdChoice::file: both that one
};

/// Resolves the profile's choice of schema. Throws FeedError when a schema file cannot be used.
ReadOptions read_options(const Profile& profile, const Action& action, JobKind kind,
                         const DigestIndex* known);

/// `primary_id`, or the identifier type by which records are matched.
std::string_view match_type(const ReadOptions& options);

struct ReadRecord {
  std::uint64_t line = 0;
  Digest digest;         // of the record's bytes, of a refused one too
  UserId unchanged = 0;  // set: the stored user is what this record says; `user` is empty
  std::optional<Rejection> rejection;  // set: refused; `user` holds the ids that were found
  /// Of a refused record: do its ids say whom it is about? When false, they may be nobody's, and
  /// anybody may be the one (whose.hpp).
  bool owner_told = true;
  FormatVersion version = FormatVersion::v2;
  User user;
  UnreadableDates unreadable;  // `user` has none of them
  std::vector<Warning> warnings;
};

class RecordReader {
 public:
  /// `options` must outlive the reader.
  explicit RecordReader(const ReadOptions& options);

  /// `out` is as new. Throws FeedError when the record is of the version the profile does not
  /// accept: the whole file is of the wrong kind.
  void read(const Record& record, const Namespaces& namespaces, const std::string& label,
            ReadRecord& out);

 private:
  const ReadOptions& options_;
  std::unique_ptr<SchemaJudge> judge_v1_, judge_v2_;  // made when first needed
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

/// The profile's demands on a record that was read: identity, mandatory fields. Fills what the
/// profile decides (record type, account type, external id) and warns of missing preferred marks.
std::optional<Rejection> check_demands(const ReadOptions& options, std::uint64_t line,
                                       ReadRecord& out);

}  // namespace roster::sis
