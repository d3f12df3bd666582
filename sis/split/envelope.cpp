#include "sis/split/envelope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "sis/split/extent.hpp"
#include "sis/xml/declaration.hpp"
#include "sis/xml/excerpt.hpp"
#include "sis/xml/namespaces.hpp"
#include "users/base/size.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kBlock = 4096;
constexpr std::string_view kDeclaration = "<?xml";
constexpr std::string_view kInstanceUri = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::string_view kV1Uris[] = {
    "http://com/exlibris/digitool/repository/extsystem/xmlbeans",
    "http://com/exlibris/urm/user_record/xmlbeans",
};

std::string_view local_part(std::string_view name) { return name.substr(name.find(':') + 1); }

bool is_list_name(std::string_view local) {
  return local == "users" || local == "Users" || local == "userRecords";
}

/// Skips the XML declaration, if there is one.
void skip_declaration(Source& source) {
  Window& window = source.window;
  while (!window.complete() && window.rest().size() < kBlock) window.fill(kBlock);
  const std::string_view rest = window.rest();
  if (!rest.starts_with(kDeclaration) || rest.size() == kDeclaration.size()) return;
  if (!is(rest[kDeclaration.size()], kBlank)) return;
  const std::size_t end = rest.find("?>");
  if (end == std::string_view::npos) {
    if (rest.find('<', 1) == std::string_view::npos && window.complete()) {
      refuse_incomplete(source, "the file ends inside the XML declaration");
    }
    refuse(source, "the XML declaration is not closed");
  }
  if (!is_xml_declaration(rest.substr(0, end + 2)))
    refuse(source, "the XML declaration is malformed");
  window.consume(end + 2);
}

/// Moves to the root's start tag.
void skip_prologue(Source& source) {
  skip_declaration(source);
  Ahead ahead = skip_misc(source);
  while (ahead == Ahead::unknown) {
    source.window.fill(kBlock);
    ahead = skip_misc(source);
  }
  const std::string_view rest = source.window.rest();
  if (ahead == Ahead::start_tag) return;
  if (ahead == Ahead::nothing && source.window.consumed() == 0) {
    refuse_incomplete(source, "the file is empty");
  }
  if (ahead == Ahead::nothing) refuse_incomplete(source, "the file ends before its root element");
  if (ahead == Ahead::doctype || ahead == Ahead::stray) refuse_ahead(source, ahead);
  const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
  refuse(source, fmt::format("this is not XML: it begins with \"{}\"", excerpt(line)));
}

/// Reads until the root's start tag is complete; returns its size.
std::size_t await_start_tag(Source& source) {
  for (;;) {
    const std::string_view rest = source.window.rest();
    const TagEnd tag = find_tag_end(rest.substr(0, source.limits.record));
    if (tag.size > 0) return tag.size;
    if (tag.broken) return rest.find('<', 1);
    if (rest.size() > source.limits.record) {
      refuse(source, fmt::format("the root element's start tag is larger than {}",
                                 format_size(source.limits.record)));
    }
    if (source.window.complete()) {
      refuse_incomplete(source, "the file ends inside the root element's start tag");
    }
    source.window.fill(kBlock);
  }
}

void check_root_name(const Source& source, std::string_view name) {
  const std::string_view local = local_part(name);
  if (is_list_name(local) || is_record_name(local)) return;
  refuse(source, fmt::format("the root element is <{}>; expected <users>, <userRecords>, <user> or "
                             "<userRecord>",
                             excerpt(name)));
}

/// Parses an xs:long; surrounding white space is allowed.
std::optional<std::int64_t> read_long(std::string_view text) {
  const auto blank = [](char c) { return is(c, kBlank); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  if (text.starts_with("+") && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

/// The largest record count in the root's attributes, under its usual names.
std::int64_t announced_records(const StartTag& tag) {
  constexpr std::string_view kNames[] = {
      "total_record_count", "totalRecordCount", "record_count", "recordCount", "count", "total"};
  std::int64_t most = 0;
  for (std::size_t i = 0; i < tag.count; ++i) {
    const Attribute& attribute = tag.attributes[i];
    if (std::find(std::begin(kNames), std::end(kNames), attribute.name.text) == std::end(kNames))
      continue;
    most = std::max(most, read_long(attribute_value(attribute.raw)).value_or(0));
  }
  return most;
}

/// Does the published schema allow this attribute on `users`?
bool is_plain_attribute(const Attribute& attribute, const NamespaceScope& scope) {
  const QName& name = attribute.name;
  if (name.text == "xmlns" || name.prefix() == "xmlns") return true;
  if (name.text == "total_record_count")
    return read_long(attribute_value(attribute.raw)).has_value();
  const bool location =
      name.local() == "schemaLocation" || name.local() == "noNamespaceSchemaLocation";
  return location && !name.prefix().empty() && scope.find(name.prefix()) == kInstanceUri;
}

bool is_plain(const Envelope& envelope, const StartTag& tag, const NamespaceScope& scope) {
  if (envelope.bare) return true;  // its own schema check applies
  const bool v1 =
      std::find(std::begin(kV1Uris), std::end(kV1Uris), envelope.root_uri) != std::end(kV1Uris);
  const bool named =
      v1 ? envelope.root == "userRecords" : envelope.root == "users" && envelope.root_uri.empty();
  return named && std::all_of(tag.attributes.begin(), tag.attributes.begin() + tag.count,
                              [&](const Attribute& each) {
                                const bool count = each.name.text == "total_record_count";
                                return is_plain_attribute(each, scope) && !(v1 && count);
                              });
}

}  // namespace

bool is_record_name(std::string_view local) { return local == "user" || local == "userRecord"; }

std::string_view tag_name(std::string_view text) {
  const std::size_t end = text.find_first_of(" \t\r\n/>", 1);
  return end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
}

Root read_root(Source& source) {
  skip_prologue(source);
  const std::size_t size = await_start_tag(source);
  const std::string_view text = source.window.rest().substr(0, size);
  check_root_name(source, tag_name(text).empty() ? text.substr(1) : tag_name(text));
  const Namespaces none;
  NamespaceScope scope(none);
  Lexer lexer(text);
  StartTag tag;
  if (!lexer.start_tag(tag) || !scope.enter(tag, lexer)) refuse(source, lexer.fault());
  Root root;
  root.name = tag.name.text;
  root.empty = tag.empty;
  root.envelope.root = tag.name.local();
  root.envelope.root_uri = *scope.find(tag.name.prefix());
  root.envelope.bare = is_record_name(tag.name.local());
  root.envelope.plain_users = is_plain(root.envelope, tag, scope);
  if (!root.envelope.bare) root.envelope.announced = announced_records(tag);
  if (root.envelope.bare) return root;
  root.envelope.namespaces = scope.in_force();
  source.window.consume(size);
  return root;
}

}  // namespace roster::sis
