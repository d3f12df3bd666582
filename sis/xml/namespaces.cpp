#include "sis/xml/namespaces.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sis/xml/excerpt.hpp"

namespace roster::sis {
namespace {

constexpr std::string_view kXmlUri = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kXmlnsUri = "http://www.w3.org/2000/xmlns/";

bool is_declaration(const QName& name) { return name.text == "xmlns" || name.prefix() == "xmlns"; }

/// The prefix that `xmlns:a` or `xmlns` declares.
std::string_view declared_prefix(const QName& name) {
  return name.text == "xmlns" ? std::string_view{} : name.local();
}

/// Why a prefix must not be bound to a URI, or nothing.
std::string_view forbidden(std::string_view prefix, std::string_view uri) {
  if (prefix == "xmlns") return "the prefix xmlns must not be declared";
  if (prefix == "xml" && uri != kXmlUri)
    return "the prefix xml must not be bound to another namespace";
  if (prefix != "xml" && uri == kXmlUri)
    return "only the prefix xml can be bound to the XML namespace";
  if (uri == kXmlnsUri) return "the namespace of xmlns must not be declared";
  if (!prefix.empty() && uri.empty()) return "a prefix must not be bound to the empty namespace";
  return {};
}

}  // namespace

bool NamespaceScope::enter(const StartTag& tag, Lexer& lexer) {
  for (std::size_t i = 0; i < tag.count; ++i) {
    const Attribute& attribute = tag.attributes[i];
    if (is_declaration(attribute.name) && !declare(attribute, lexer)) return false;
  }
  if (tag.name.colon != std::string_view::npos && !check_prefix(tag.name, tag, lexer)) return false;
  return check_attributes(tag, lexer);
}

bool NamespaceScope::declare(const Attribute& attribute, Lexer& lexer) {
  const std::string_view prefix = declared_prefix(attribute.name);
  const auto special = [](char byte) { return byte == '&' || is(byte, kBlank); };
  std::string_view uri = attribute.raw;
  if (std::any_of(uri.begin(), uri.end(), special))
    uri = values_.emplace_back(attribute_value(uri));
  const char* const at = attribute.name.text.data();
  if (const std::string_view reason = forbidden(prefix, uri); !reason.empty()) {
    return lexer.fail(at, std::string(reason));
  }
  if (count_ == kMaxDeclarations) {
    return lexer.fail(at, fmt::format("more than {} namespace declarations", kMaxDeclarations));
  }
  declarations_[count_++] = {prefix, uri};
  return true;
}

bool NamespaceScope::check_prefix(const QName& name, const StartTag& tag, Lexer& lexer) const {
  if (find(name.prefix())) return true;
  const std::string prefix = excerpt(name.prefix());
  if (name.text.data() == tag.name.text.data()) {
    return lexer.fail(name.text.data() - 1, fmt::format("the prefix {} of <{}> is not declared",
                                                        prefix, excerpt(name.text)));
  }
  return lexer.fail(
      name.text.data(),
      fmt::format("the prefix {} of the attribute {} is not declared", prefix, excerpt(name.text)));
}

// Two prefixes can be bound to one namespace: then a:x and b:x are the same attribute.
bool NamespaceScope::check_attributes(const StartTag& tag, Lexer& lexer) const {
  for (std::size_t i = 0; i < tag.count; ++i) {
    const QName& name = tag.attributes[i].name;
    if (name.colon == std::string_view::npos || is_declaration(name)) continue;
    if (!check_prefix(name, tag, lexer)) return false;
    for (std::size_t j = 0; j < i; ++j) {
      const QName& other = tag.attributes[j].name;
      if (other.colon == std::string_view::npos || is_declaration(other)) continue;
      if (other.local() != name.local() || find(other.prefix()) != find(name.prefix())) continue;
      return lexer.fail(name.text.data(), fmt::format("the attributes {} and {} are the same",
                                                      excerpt(other.text), excerpt(name.text)));
    }
  }
  return true;
}

std::optional<std::string_view> NamespaceScope::find(std::string_view prefix) const {
  for (std::size_t i = count_; i-- > 0;) {
    if (declarations_[i].prefix == prefix) return declarations_[i].uri;
  }
  for (std::size_t i = outer_.size(); i-- > 0;) {
    if (outer_[i].first == prefix) return outer_[i].second;
  }
  if (prefix == "xml") return kXmlUri;
  if (prefix.empty()) return std::string_view{};
  return std::nullopt;
}

Namespaces NamespaceScope::in_force() const {
  Namespaces all = outer_;
  for (std::size_t i = 0; i < count_; ++i) {
    all.emplace_back(declarations_[i].prefix, declarations_[i].uri);
  }
  return all;
}

}  // namespace roster::sis
