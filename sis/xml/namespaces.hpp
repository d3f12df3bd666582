// Namespace scope: tracks prefix declarations while the tags of a document are read, and checks the
// rules of Namespaces in XML 1.0.
#pragma once

#include <array>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "sis/feed.hpp"
#include "sis/xml/lexer.hpp"

namespace roster::sis {

/// More inner declarations in scope at once are rejected, because lookup is linear.
inline constexpr std::size_t kMaxDeclarations = 64;

class NamespaceScope {
 public:
  /// `outer`: the declarations in scope outside; must outlive the scope.
  explicit NamespaceScope(const Namespaces& outer) : outer_(outer) {}

  /// Adds a tag's declarations and checks all its names. On error sets the lexer's fault and
  /// returns false.
  bool enter(const StartTag& tag, Lexer& lexer);

  /// The number of declarations in scope; leave() removes those added after mark().
  std::size_t mark() const { return count_; }
  void leave(std::size_t mark) { count_ = mark; }

  /// The URI of a prefix (the empty prefix: the default namespace, which may be empty), or nothing
  /// when it is not declared. The view is valid as long as the scope.
  std::optional<std::string_view> find(std::string_view prefix) const;

  /// Copies of the declarations in scope, outer ones included.
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
  std::list<std::string> values_;  // of declarations whose value contained references
};

}  // namespace roster::sis
