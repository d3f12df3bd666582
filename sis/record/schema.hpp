// Schema: validates a record against an XML Schema with libxml2. libxml2 receives the events of a
// tree that pugixml has parsed, so its own XML parser never reads untrusted bytes.
//
//   SchemaJudge judge(Schema::builtin(FormatVersion::v2));
//   pugi::xml_document tree;
//   tree.load_buffer(record.bytes.data(), record.bytes.size(), kJudgeFlags, pugi::encoding_utf8);
//   if (auto rejection = judge.judge(tree.first_child(), record.bytes, record.line, namespaces)) …
//
// Result and messages are the same as if libxml2 read the record itself, provided that the record
// is well-formed (check_wellformed) and was parsed with at least kJudgeFlags. Fewer flags change
// the text: without parse_ws_pcdata, a value of blanks looks empty; trimming changes lengths;
// parse_embed_pcdata hides text from the validation.
#pragma once

#include <pugixml.hpp>

#include <memory>
#include <optional>
#include <string>

#include "sis/feed.hpp"

namespace roster::sis {

/// The pugixml flags needed for an exact validation.
inline constexpr unsigned kJudgeFlags = pugi::parse_default | pugi::parse_ws_pcdata;

/// A compiled schema; immutable and shareable between threads.
class Schema {
 public:
  /// Roster's own schemas/user-v1.xsd and user-v2.xsd, embedded in the program and compiled on
  /// first use. The V.1 schema validates a record in the web service's namespace or without a
  /// namespace as if it were in the target namespace.
  static std::shared_ptr<const Schema> builtin(FormatVersion version);
  /// Loads an administrator's schema file and the files it includes or imports, only from its
  /// directory; nothing is downloaded. Throws FeedError, `FILE:LINE: reason` with libxml2's
  /// message, when a file cannot be read or is not a valid schema. Thread-safe, like builtin(); the
  /// first call permanently prevents libxml2 from reading any other file in this process.
  static std::shared_ptr<const Schema> load(const std::string& path);
  ~Schema();

  /// Empty when the schema has none.
  const std::string& target_namespace() const;

 private:
  friend class SchemaJudge;
  struct Impl;
  explicit Schema(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Validates records against one schema, one at a time; one per thread.
class SchemaJudge {
 public:
  explicit SchemaJudge(std::shared_ptr<const Schema> schema);
  ~SchemaJudge();
  SchemaJudge(SchemaJudge&&) noexcept;

  /// Validates one record element as a separate document. `bytes` is the unmodified text that the
  /// tree was parsed from (parsing in place modifies it; node offsets, used for the line only,
  /// count from its start). `line` is the line of its first byte, `namespaces` are the declarations
  /// in scope outside it. Returns nothing when valid, otherwise a Rejection `schema` with libxml2's
  /// message for the first violation, which may quote the value, and the line where its element
  /// starts (for a keyref without its key: the element that declares it). Nodes added or renamed
  /// after parsing have the position of their parent. Also violations: elements deeper than 32,
  /// more than 64 attributes on one element, more than 32 namespace declarations in scope inside
  /// the record.
  std::optional<Rejection> judge(pugi::xml_node record, std::string_view bytes, std::uint64_t line,
                                 const Namespaces& namespaces);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace roster::sis
