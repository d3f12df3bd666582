// Schema: does a record satisfy an XML Schema? libxml2 judges; it is driven with the events of a
// tree that pugixml has already read, so its own XML parser never sees a stranger's bytes.
//
//   SchemaJudge judge(Schema::builtin(FormatVersion::v2));
//   pugi::xml_document tree;
//   tree.load_buffer(record.bytes.data(), record.bytes.size(), kJudgeFlags, pugi::encoding_utf8);
//   if (auto rejection = judge.judge(tree.first_child(), record.bytes, record.line, namespaces)) …
//
// The verdict and the words are those libxml2 would give if it read the record itself, provided
// the record is well formed (check_wellformed) and the tree was read with kJudgeFlags or more.
// With fewer flags text differs from what the feed says: without parse_ws_pcdata, a value made of
// blanks looks empty; trimming changes lengths; parse_embed_pcdata hides text from the judge.
#pragma once

#include <pugixml.hpp>

#include <memory>
#include <optional>
#include <string>

#include "sis/feed.hpp"

namespace roster::sis {

/// How pugixml must have read what a SchemaJudge judges to the letter.
inline constexpr unsigned kJudgeFlags = pugi::parse_default | pugi::parse_ws_pcdata;

/// A compiled schema; immutable, may be shared by threads.
class Schema {
 public:
  /// Roster's own schemas/user-v1.xsd and user-v2.xsd, embedded in the program. Compiled on first
  /// use. By the V.1 schema, a record in the web service's namespace or in none is judged as if it
  /// were in the target namespace.
  static std::shared_ptr<const Schema> builtin(FormatVersion version);
  /// An administrator's schema file with the files it includes or imports, read from its directory
  /// only; nothing is fetched. Throws FeedError, `FILE:LINE: reason` in libxml2's words, when it or
  /// one of those cannot be read or is no sound schema. Like builtin(), may be called by any
  /// thread; the first call denies libxml2 in the whole process any other file, for good.
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

/// Judges records against one schema, one after the other; one per thread.
class SchemaJudge {
 public:
  explicit SchemaJudge(std::shared_ptr<const Schema> schema);
  ~SchemaJudge();
  SchemaJudge(SchemaJudge&&) noexcept;

  /// Judges one record element as a document of its own. `bytes` is the text the tree was parsed
  /// from, untouched (a tree parsed in place has changed it; node offsets count from its start,
  /// and serve for the line alone), `line` that of its first byte, `namespaces` those in force
  /// outside it. Returns nothing when valid, else a Rejection `schema` with libxml2's words for the
  /// first violation, which may quote the value, and the line on which its element begins (of a
  /// keyref without its key: the element that declares it). Nodes that were added or renamed since
  /// parsing count as standing where their parent does. Elements deeper than 32, more than 64
  /// attributes on one element, and more than 32 namespace declarations in force inside the record
  /// are violations as well.
  std::optional<Rejection> judge(pugi::xml_node record, std::string_view bytes, std::uint64_t line,
                                 const Namespaces& namespaces);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace roster::sis
