#include "sis/record/schema.hpp"

#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/schemasInternals.h>
#include <libxml/uri.h>
#include <libxml/xmlschemastypes.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <new>

#include "embedded/user_v1_xsd.hpp"
#include "embedded/user_v2_xsd.hpp"
#include "sis/record/schema_impl.hpp"

namespace roster::sis {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxSchemaFile = 16U << 20;

/// A schema that this thread compiles.
struct Loading {
  fs::path directory;   // the only permitted directory; empty: none
  std::string refused;  // why a file was not read; used in the next error
  std::string error;    // the first error, complete
};

/// libxml2 has one loader for all files of the process. Ours only serves a thread that compiles a
/// schema, and only from that schema's directory.
thread_local Loading* loading = nullptr;

std::string unescaped(const char* uri) {
  const std::unique_ptr<char, decltype(xmlFree)> text(xmlURIUnescapeString(uri, 0, nullptr),
                                                      xmlFree);
  return text ? text.get() : uri;
}

/// The file for a URI in the schema's directory. Throws FeedError with the reason when it is not
/// permitted.
fs::path permitted_file(const char* uri, const fs::path& directory) {
  const std::string name = unescaped(uri);
  if (directory.empty() || name.find("://") != std::string::npos)
    throw FeedError("'" + name +
                    "' is not a file in the schema's directory; schemas are never downloaded");
  std::error_code error;
  const fs::path path = fs::canonical(fs::exists(uri, error) ? uri : name, error);
  if (error) throw FeedError("'" + name + "' cannot be read: " + error.message());
  if (path.parent_path() != directory)
    throw FeedError("'" + name + "' is outside the schema's directory and is not read");
  if (!fs::is_regular_file(path)) throw FeedError("'" + name + "' is not a file");
  if (fs::file_size(path) > kMaxSchemaFile) throw FeedError("'" + name + "' is larger than 16 MiB");
  return path;
}

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw FeedError("'" + path.string() + "' cannot be read");
  return text;
}

xmlParserInputPtr input_of(const std::string& text, const char* name, xmlParserCtxtPtr parser) {
  xmlParserInputBufferPtr buffer = xmlParserInputBufferCreateMem(
      text.data(), static_cast<int>(text.size()), XML_CHAR_ENCODING_NONE);
  if (!buffer) return nullptr;
  xmlParserInputPtr input = xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE);
  if (!input) {
    xmlFreeParserInputBuffer(buffer);
    return nullptr;
  }
  input->filename = reinterpret_cast<const char*>(xmlStrdup(BAD_CAST name));
  return input;
}

xmlParserInputPtr load_beside(const char* uri, const char*, xmlParserCtxtPtr parser) noexcept {
  if (!loading || !uri) return nullptr;
  xmlResetLastError();  // after an older I/O error, libxml2 would silently skip a missing import
  try {
    return input_of(contents(permitted_file(uri, loading->directory)), uri, parser);
  } catch (const std::exception& reason) {
    loading->refused = reason.what();
    return nullptr;
  }
}

void note_error(void* context, xmlErrorPtr error) noexcept {
  Loading& state = *static_cast<Loading*>(context);
  if (!state.error.empty() || (error->level < XML_ERR_ERROR && state.refused.empty())) return;
  if (error->file) state.error = unescaped(error->file) + ':';
  if (error->file && error->line > 0) state.error += std::to_string(error->line) + ':';
  if (!state.error.empty()) state.error += ' ';
  state.error += state.refused.empty() ? tidy_message(error->message) : state.refused;
}

/// Sends this thread's libxml2 errors to a Loading while this object lives.
class Listening {
 public:
  explicit Listening(Loading& state)
      : handler_(xmlStructuredError), context_(xmlStructuredErrorContext) {
    loading = &state;
    xmlSetStructuredErrorFunc(&state, note_error);
  }
  ~Listening() {
    xmlSetStructuredErrorFunc(context_, handler_);
    loading = nullptr;
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  xmlStructuredErrorFunc handler_;
  void* context_;
};

void prepare_libxml2() {
  static std::once_flag once;
  std::call_once(once, [] {
    xmlInitParser();
    xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
    xmlSetExternalEntityLoader(load_beside);
    xmlSchemaInitTypes();  // not thread-safe when libxml2 does it on first use
  });
}

/// Compiles the schema and frees the parser; returns nullptr and sets `state.error` on failure.
xmlSchemaPtr compile(xmlSchemaParserCtxtPtr parser, Loading& state) {
  if (!parser) throw std::bad_alloc();
  xmlSchemaSetParserStructuredErrors(parser, note_error, &state);
  xmlSchemaPtr schema = xmlSchemaParse(parser);
  xmlSchemaFreeParserCtxt(parser);
  if (schema && state.error.empty()) return schema;
  xmlSchemaFree(schema);
  if (state.error.empty()) state.error = "not an XML Schema";
  return nullptr;
}

xmlSchemaPtr compile_builtin(std::string_view text) {
  prepare_libxml2();
  Loading state;
  const Listening listening(state);
  xmlSchemaPtr schema =
      compile(xmlSchemaNewMemParserCtxt(text.data(), static_cast<int>(text.size())), state);
  if (!schema) throw std::logic_error("embedded schema: " + state.error);
  return schema;
}

}  // namespace

Schema::Impl::Impl(xmlSchemaPtr compiled) : schema(compiled) {
  if (compiled->targetNamespace)
    target_namespace = reinterpret_cast<const char*>(compiled->targetNamespace);
}

Schema::Schema(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Schema::~Schema() = default;

const std::string& Schema::target_namespace() const { return impl_->target_namespace; }

std::shared_ptr<const Schema> Schema::builtin(FormatVersion version) {
  static const auto of_text = [](std::string_view text, std::vector<std::string_view> aliases) {
    auto impl = std::make_unique<Impl>(compile_builtin(text));
    impl->aliases = std::move(aliases);
    return std::shared_ptr<const Schema>(new Schema(std::move(impl)));
  };
  if (version == FormatVersion::v1) {
    static const auto v1 =
        of_text(embedded::user_v1_xsd, {"", "http://com/exlibris/urm/user_record/xmlbeans"});
    return v1;
  }
  static const auto v2 = of_text(embedded::user_v2_xsd, {});
  return v2;
}

std::shared_ptr<const Schema> Schema::load(const std::string& path) {
  prepare_libxml2();
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error) throw FeedError(path + ": " + error.message());
  Loading state{file.parent_path(), {}, {}};
  const Listening listening(state);
  xmlSchemaPtr schema = compile(xmlSchemaNewParserCtxt(file.c_str()), state);
  if (!schema) {
    const bool located = state.error.starts_with(file.parent_path().string());
    throw FeedError(located ? state.error : file.string() + ": " + state.error);
  }
  return std::shared_ptr<const Schema>(new Schema(std::make_unique<Impl>(schema)));
}

std::string tidy_message(const char* message) {
  constexpr std::size_t kMaxMessage = 1000;
  std::string text = message ? message : "";
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.size() <= kMaxMessage) return text;
  std::size_t end = kMaxMessage;
  while ((text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace roster::sis
