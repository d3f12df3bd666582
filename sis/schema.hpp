// Schema: does a record satisfy an XML Schema? libxml2 judges; it is driven with the events of a
// tree that pugixml has already read, so its own XML parser never sees a stranger's bytes.
#pragma once

#include <pugixml.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "sis/feed.hpp"

namespace roster::sis {

/// A compiled schema; immutable, may be shared by threads.
class Schema {
 public:
  /// Roster's own schemas/user-v1.xsd and user-v2.xsd, embedded in the program. Compiled on first
  /// use.
  static std::shared_ptr<const Schema> builtin(FormatVersion version);
  /// An administrator's schema file with the files it includes or imports, read from its directory
  /// only; nothing is fetched. Throws FeedError with libxml2's reason.
  static std::shared_ptr<const Schema> load(const std::string& path);
  ~Schema();

  const std::string& target_namespace() const;

 private:
  friend class SchemaJudge;
  Schema();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Judges records against one schema; one per thread.
class SchemaJudge {
 public:
  explicit SchemaJudge(std::shared_ptr<const Schema> schema);
  ~SchemaJudge();
  SchemaJudge(SchemaJudge&&) noexcept;

  /// Judges one record element as a document of its own. `bytes` is the text the tree was parsed
  /// from (for line numbers: node offsets count from its start), `line` that of its first byte,
  /// `namespaces` those in force outside it. Returns nothing when valid, else a Rejection `schema`
  /// with libxml2's words for the first violation.
  std::optional<Rejection> judge(pugi::xml_node record, std::string_view bytes, std::uint64_t line,
                                 const Namespaces& namespaces);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace roster::sis
