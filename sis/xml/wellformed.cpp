#include "sis/xml/wellformed.hpp"

#include <fmt/format.h>

#include <array>

#include "sis/xml/excerpt.hpp"
#include "sis/xml/lexer.hpp"
#include "sis/xml/namespaces.hpp"
#include "sis/xml/position.hpp"

namespace roster::sis {
namespace {

/// Checks one element from its start tag to its end tag.
class Walk {
 public:
  Walk(std::string_view element, const Namespaces& namespaces)
      : lexer_(element), scope_(namespaces) {}

  const Fault& fault() const { return lexer_.fault(); }

  /// Returns true when the element is well-formed.
  bool run() {
    if (!lexer_.rest().starts_with("<")) return fail_here("an element is missing");
    if (!start_tag()) return false;
    while (depth_ > 0) {
      if (!lexer_.text()) return false;
      if (lexer_.at_end()) return fail_unclosed();
      if (!markup()) return false;
    }
    return lexer_.at_end() || fail_here("something follows the element");
  }

 private:
  /// An element whose end tag was not read yet.
  struct Open {
    std::string_view name;
    std::size_t scope;  // restored after the element
  };

  bool fail_here(const char* reason) { return lexer_.fail(lexer_.rest().data(), reason); }

  bool fail_unclosed() {
    const std::string_view name = open_[depth_ - 1].name;
    return lexer_.fail(lexer_.rest().data(),
                       fmt::format("the end tag </{}> is missing", excerpt(name)));
  }

  bool markup() {
    const std::string_view rest = lexer_.rest();
    const char second = rest.size() > 1 ? rest[1] : '\0';
    if (second == '/') return end_tag();
    if (second == '?') return lexer_.instruction();
    if (second != '!') return start_tag();
    if (rest.starts_with("<!--")) return lexer_.comment();
    if (rest.starts_with("<![CDATA[")) return lexer_.cdata();
    return fail_here("<! is not the start of a comment or CDATA section");
  }

  bool start_tag() {
    const char* const start = lexer_.rest().data();
    const std::size_t mark = scope_.mark();
    if (!lexer_.start_tag(tag_)) return false;
    const bool plain = tag_.count == 0 && tag_.name.colon == std::string_view::npos;
    if (!plain && !scope_.enter(tag_, lexer_)) return false;
    if (depth_ == kMaxDepth) {
      return lexer_.fail(start, fmt::format("elements more than {} deep", kMaxDepth));
    }
    if (++elements_ > kMaxElements) {
      return lexer_.fail(start, fmt::format("more than {} elements", kMaxElements));
    }
    if (tag_.empty) {
      scope_.leave(mark);
    } else {
      open_[depth_++] = {tag_.name.text, mark};
    }
    return true;
  }

  bool end_tag() {
    const Open& open = open_[depth_ - 1];
    if (!lexer_.end_tag(open.name)) return false;
    scope_.leave(open.scope);
    --depth_;
    return true;
  }

  Lexer lexer_;
  NamespaceScope scope_;
  StartTag tag_;
  std::array<Open, kMaxDepth> open_;
  std::size_t depth_ = 0;
  std::size_t elements_ = 0;
};

}  // namespace

std::optional<Rejection> check_wellformed(std::string_view element, const Namespaces& namespaces,
                                          std::uint64_t line, std::uint64_t column) {
  Walk walk(element, namespaces);
  if (walk.run()) return std::nullopt;
  const Fault& fault = walk.fault();
  Position where{line, column};
  where.pass(element.substr(0, static_cast<std::size_t>(fault.at - element.data())));
  return Rejection{fault.code, where.line,
                   fmt::format("line {}, column {}: {}", where.line, where.column, fault.reason)};
}

}  // namespace roster::sis
