// Validates a tree. libxml2's validation layer is meant to run between its parser and a SAX reader;
// this code calls its handlers from a tree instead. libxml2 copies values but keeps pointers to
// names and namespaces until their element ends: the tree and the caller's namespaces live longer.
#include <libxml/xmlerror.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <new>

#include "sis/record/schema_impl.hpp"
#include "sis/xml/text.hpp"

namespace roster::sis {
namespace {

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxAttributes = 64;
constexpr std::size_t kMaxDeclarations = 32;
constexpr const char* kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

/// One xmlns or xmlns:prefix in scope. An empty prefix is the default namespace; an empty URI means
/// none.
struct Binding {
  const char* prefix;
  const char* uri;
};

/// The prefix that an attribute declares ("" for xmlns), or nullptr when it is not a declaration.
const char* declared_prefix(const char* name) {
  if (*name != 'x' || std::strncmp(name, "xmlns", 5) != 0) return nullptr;
  if (name[5] == ':') return name + 6;
  return name[5] == '\0' ? name + 5 : nullptr;
}

const xmlChar* as_xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

/// libxml2's validation layer without a parser: SchemaJudge calls its handlers.
class Plug {
 public:
  explicit Plug(xmlSchemaValidCtxtPtr context)
      : plug_(xmlSchemaSAXPlug(context, &handlers, &user_data)) {
    if (!plug_) throw std::bad_alloc();
  }
  ~Plug() { xmlSchemaSAXUnplug(plug_); }
  Plug(const Plug&) = delete;
  Plug& operator=(const Plug&) = delete;

  xmlSAXHandlerPtr handlers = nullptr;
  void* user_data = nullptr;

 private:
  xmlSchemaSAXPlugPtr plug_;
};

/// The line of the nearest node that still has its source offset.
std::uint64_t line_of(pugi::xml_node node, std::string_view bytes, std::uint64_t first) {
  while (node && node.offset_debug() < 0) node = node.parent();
  const auto offset = node ? static_cast<std::size_t>(node.offset_debug()) : 0;
  const std::string_view before = bytes.substr(0, std::min(offset, bytes.size()));
  return first + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace

struct SchemaJudge::Impl {
  explicit Impl(std::shared_ptr<const Schema> judged_by);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// Passes an element and its content to libxml2, until the first violation.
  void visit(const Plug& plug, pugi::xml_node element, int depth);
  void visit_content(const Plug& plug, pugi::xml_node element, int depth);
  pugi::xml_node visit_text(const Plug& plug, pugi::xml_node first);
  void start(const Plug& plug, pugi::xml_node element, std::size_t scope);
  void read_attributes(pugi::xml_node element);
  void add_attribute(pugi::xml_attribute attribute);
  /// Reports a violation that Roster itself found.
  void refuse(pugi::xml_node element, const std::string& why);
  /// The namespace of a prefix ("" is the default), or nullptr.
  const char* uri_of(std::string_view prefix) const;
  /// The namespace to use for validation instead of the given one.
  const char* judged_as(const char* uri) const;

  std::shared_ptr<const Schema> schema;
  xmlSchemaValidCtxtPtr context;
  std::optional<std::string> complaint;  // the first violation; stops the validation
  pugi::xml_node at;                     // the element being judged
  std::vector<Binding> bindings;         // in scope, innermost last
  std::size_t outer = 0;                 // the number of bindings from outside the record
  const xmlChar* name = nullptr;         // of the current element, without prefix
  const xmlChar* uri = nullptr;
  std::vector<const xmlChar*> declarations;  // in the handler's format: prefix, URI
  std::vector<const xmlChar*> attributes;    // local name, prefix, URI, value, end of value
  std::string joined;                        // adjacent texts
  std::deque<std::string> escaped;           // values that `attributes` points to
};

static void note_complaint(void* context, xmlErrorPtr error) noexcept {
  auto& complaint = *static_cast<std::optional<std::string>*>(context);
  if (!complaint && error->level >= XML_ERR_ERROR) complaint = tidy_message(error->message);
}

SchemaJudge::Impl::Impl(std::shared_ptr<const Schema> judged_by)
    : schema(std::move(judged_by)), context(xmlSchemaNewValidCtxt(schema->impl_->schema)) {
  if (!context) throw std::bad_alloc();
  xmlSchemaSetValidStructuredErrors(context, note_complaint, &complaint);
}

SchemaJudge::Impl::~Impl() {
  // After an incomplete record, libxml2 keeps its data about xs:key and similar for the next run;
  // without a next run it leaks them.
  xmlSAXHandlerPtr handlers = nullptr;
  void* user_data = nullptr;
  xmlSchemaSAXUnplug(xmlSchemaSAXPlug(context, &handlers, &user_data));
  xmlSchemaFreeValidCtxt(context);
}

const char* SchemaJudge::Impl::uri_of(std::string_view prefix) const {
  if (prefix == "xml") return kXmlNamespace;
  const auto found = std::find_if(bindings.rbegin(), bindings.rend(),
                                  [&](const Binding& b) { return b.prefix == prefix; });
  return found == bindings.rend() || *found->uri == '\0' ? nullptr : found->uri;
}

const char* SchemaJudge::Impl::judged_as(const char* given) const {
  const Schema::Impl& by = *schema->impl_;
  if (by.aliases.empty()) return given;
  const std::string_view text = given ? given : "";
  const bool alias = std::find(by.aliases.begin(), by.aliases.end(), text) != by.aliases.end();
  return alias ? by.target_namespace.c_str() : given;
}

void SchemaJudge::Impl::refuse(pugi::xml_node element, const std::string& why) {
  complaint = tidy_message(("Element '" + std::string(element.name()) + "': " + why).c_str());
}

void SchemaJudge::Impl::add_attribute(pugi::xml_attribute attribute) {
  const char* local = attribute.name();
  const char* space = nullptr;
  if (const char* colon = std::strchr(local, ':')) {
    space = uri_of({local, static_cast<std::size_t>(colon - local)});
    if (space) local = colon + 1;
  }
  std::string_view value = attribute.value();
  if (value.find('&') != value.npos) {  // libxml2's handler decodes `&#38;` in a value to `&`
    std::string& text = escaped.emplace_back();
    for (const char c : value) c == '&' ? text += "&#38;" : text += c;
    value = text;
  }
  attributes.insert(attributes.end(), {as_xml(local), nullptr, as_xml(space), as_xml(value.data()),
                                       as_xml(value.data() + value.size())});
}

void SchemaJudge::Impl::read_attributes(pugi::xml_node element) {
  attributes.clear();
  if (!escaped.empty()) escaped.clear();
  std::size_t count = 0;
  for (auto given = element.first_attribute(); given; given = given.next_attribute()) {
    if (++count > kMaxAttributes) return refuse(element, "It has more than 64 attributes.");
    if (const char* prefix = declared_prefix(given.name()))
      bindings.push_back({prefix, given.value()});
  }
  if (bindings.size() > outer + kMaxDeclarations)
    return refuse(element, "More than 32 namespace declarations are in scope.");
  for (auto given = element.first_attribute(); given; given = given.next_attribute())
    if (!declared_prefix(given.name())) add_attribute(given);
}

void SchemaJudge::Impl::start(const Plug& plug, pugi::xml_node element, std::size_t scope) {
  read_attributes(element);
  if (complaint) return;
  const char* local = element.name();
  const char* colon = std::strchr(local, ':');
  const char* space =
      uri_of(colon ? std::string_view(local, static_cast<std::size_t>(colon - local)) : "");
  if (colon && space) local = colon + 1;
  name = as_xml(local);
  uri = as_xml(judged_as(space));
  declarations.clear();
  // Innermost first: libxml2 uses the first declaration of a prefix.
  for (std::size_t i = bindings.size(); i-- > scope;) {
    const Binding& b = bindings[i];
    declarations.push_back(*b.prefix == '\0' ? nullptr : as_xml(b.prefix));
    declarations.push_back(as_xml(*b.uri == '\0' ? b.uri : judged_as(b.uri)));
  }
  plug.handlers->startElementNs(plug.user_data, name, nullptr, uri,
                                static_cast<int>(declarations.size() / 2), declarations.data(),
                                static_cast<int>(attributes.size() / 5), 0, attributes.data());
}

/// Passes a run of texts and CDATA as one text, because libxml2 copies all previous pieces for each
/// new piece, which would be slow for a megabyte. Returns the run's last node.
pugi::xml_node SchemaJudge::Impl::visit_text(const Plug& plug, pugi::xml_node first) {
  pugi::xml_node last = first;
  std::string_view text = first.value();
  bool cdata = first.type() == pugi::node_cdata;  // even blank CDATA is invalid between elements
  if (is_text(first.next_sibling())) {
    joined = text;
    while (is_text(last.next_sibling())) {
      last = last.next_sibling();
      joined += last.value();
      cdata = cdata || last.type() == pugi::node_cdata;
    }
    text = joined;
  }
  const auto handle = cdata ? plug.handlers->cdataBlock : plug.handlers->characters;
  handle(plug.user_data, as_xml(text.data()), static_cast<int>(text.size()));
  return last;
}

void SchemaJudge::Impl::visit_content(const Plug& plug, pugi::xml_node element, int depth) {
  for (auto child = element.first_child(); child; child = child.next_sibling()) {
    if (is_text(child))
      child = visit_text(plug, child);
    else if (child.type() == pugi::node_element)
      visit(plug, child, depth + 1);
    if (complaint) return;
    at = element;
  }
}

void SchemaJudge::Impl::visit(const Plug& plug, pugi::xml_node element, int depth) {
  at = element;
  if (depth > kMaxDepth) return refuse(element, "It is nested more than 32 levels deep.");
  const std::size_t scope = depth == 1 ? 0 : bindings.size();
  start(plug, element, scope);
  if (complaint) return;
  const xmlChar* const local = name;
  const xmlChar* const space = uri;
  visit_content(plug, element, depth);
  if (complaint) return;
  plug.handlers->endElementNs(plug.user_data, local, nullptr, space);
  bindings.resize(scope);
}

SchemaJudge::SchemaJudge(std::shared_ptr<const Schema> schema)
    : impl_(std::make_unique<Impl>(std::move(schema))) {}
SchemaJudge::~SchemaJudge() = default;
SchemaJudge::SchemaJudge(SchemaJudge&&) noexcept = default;

std::optional<Rejection> SchemaJudge::judge(pugi::xml_node record, std::string_view bytes,
                                            std::uint64_t line, const Namespaces& namespaces) {
  Impl& self = *impl_;
  self.complaint.reset();
  self.bindings.clear();
  for (const auto& [prefix, uri] : namespaces)
    self.bindings.push_back({prefix.c_str(), uri.c_str()});
  self.outer = self.bindings.size();
  const Plug plug(self.context);
  self.visit(plug, record, 1);
  if (self.complaint)
    return Rejection{"schema", line_of(self.at, bytes, line), std::move(*self.complaint)};
  // Invalid without an error: libxml2 is out of memory.
  if (xmlSchemaIsValid(self.context) != 1) throw std::bad_alloc();
  return std::nullopt;
}

}  // namespace roster::sis
