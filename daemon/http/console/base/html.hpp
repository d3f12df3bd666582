// Html: markup under construction. The one place where text becomes markup, and so the one place
// that escapes: nothing a stranger wrote can be taken for a tag, an attribute or a direction.
//
//   Html html;
//   html.in("p", {{"class", "note"}}, [&] {
//     html.text("job ").leaf("a", {{"href", "/jobs/17"}}, job.name);
//   });
//
// Names of elements and attributes are literals of the program; values may be anybody's.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace roster::http {

/// An attribute; one without a name is left out, so that a condition fits into a list. A name alone
/// (`required`) has an empty value.
using Attribute = std::pair<std::string_view, std::string_view>;
using Attributes = std::initializer_list<Attribute>;

/// `attribute` when it holds, else one that is left out.
inline Attribute when(bool condition, Attribute attribute) {
  return condition ? attribute : Attribute{};
}

class Html {
 public:
  /// Text on one line. Characters that cannot be seen, or that turn the direction of writing, are
  /// spelled out (printable()).
  Html& text(std::string_view text);

  /// An element with what `content` writes in it.
  template <std::invocable Content>
  Html& in(std::string_view tag, Attributes attributes, Content&& content) {
    open(tag, attributes);
    content();
    return close(tag);
  }
  template <std::invocable Content>
  Html& in(std::string_view tag, Content&& content) {
    return in(tag, {}, std::forward<Content>(content));
  }

  /// An element with text in it.
  Html& leaf(std::string_view tag, Attributes attributes, std::string_view text);
  Html& leaf(std::string_view tag, std::string_view text) { return leaf(tag, {}, text); }

  /// An element that never has content: input, meta, br.
  Html& single(std::string_view tag, Attributes attributes = {});

  /// Markup that was made elsewhere.
  Html& add(const Html& other);

  bool empty() const { return markup_.empty(); }
  const std::string& markup() const { return markup_; }

 private:
  std::string markup_;

  void open(std::string_view tag, Attributes attributes);
  Html& close(std::string_view tag);
};

}  // namespace roster::http
