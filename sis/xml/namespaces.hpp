// Namespace scope: which prefixes are declared where, while the tags of a document pass by, and the
// rules of Namespaces in XML 1.0 on them.
#pragma once

#include <array>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "sis/feed.hpp"
#include "sis/xml/lexer.hpp"

namespace roster::sis {

/// More declarations in force at once, beyond those outside, are refused: looking them up costs
/// time.
inline constexpr std::size_t kMaxDeclarations = 64;

class NamespaceScope {
 public:
  /// `outer`: those in force outside; must outlive the scope.
  explicit NamespaceScope(const Namespaces& outer) : outer_(outer) {}

  /// Takes a tag's declarations in and checks all its names. Returns false after telling the lexer
  /// what is wrong.
  bool enter(const StartTag& tag, Lexer& lexer);

  /// How many declarations are in force; leave() forgets those beyond.
  std::size_t mark() const { return count_; }
  void leave(std::size_t mark) { count_ = mark; }

  /// The URI a prefix stands for (the empty prefix: the default namespace, which may be empty), or
  /// nothing when it is not declared. The view lives as long as the scope.
  std::optional<std::string_view> find(std::string_view prefix) const;

  /// The declarations in force, outer ones included, as values.
  Namespaces in_force() const;

 private:
  struct Declaration {
    std::string_view prefix;
    std::string_view uri;
  };

  bool declare(const Attribute& attribute, Lexer& lexer);
  bool check_prefix(const QName& name, const StartTag& tag, Lexer& lexer) const;
  bool check_attributes(const StartTag& tag, Lexer& lexer) const;

  const Namespaces& outer_;
  std::array<Declaration, kMaxDeclarations> declarations_;
  std::size_t count_ = 0;
  std::list<std::string> values_;  // of declarations whose value had to be worked out
};

}  // namespace roster::sis
