// What libxml2's own parser says about a text, as the judge in the agreement tests.
#pragma once

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <string_view>

namespace roster::sis {

using LibxmlDocument = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

/// Counts what is an error by XML 1.0 or Namespaces in XML. Two complaints of libxml2 are none: a
/// namespace name that is no URI reference, and an xml:id that is no name; both specifications let
/// a processor pass them.
inline void count_error(void* count, xmlErrorPtr error) {
  if (error->level < XML_ERR_ERROR) return;
  if (error->code == XML_WAR_NS_URI || error->code == XML_DTD_XMLID_VALUE) return;
  ++*static_cast<int*>(count);
}

/// The document's tree when libxml2 accepts it without an error, else nothing. The text is UTF-8
/// whatever its declaration says.
inline LibxmlDocument accepted_by_libxml2(std::string_view text) {
  int errors = 0;
  xmlSetStructuredErrorFunc(&errors, count_error);
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> context(xmlNewParserCtxt(),
                                                                             xmlFreeParserCtxt);
  LibxmlDocument document(
      xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                        XML_PARSE_NONET | XML_PARSE_IGNORE_ENC),
      xmlFreeDoc);
  xmlSetStructuredErrorFunc(nullptr, nullptr);
  if (errors > 0 || context->wellFormed == 0) document.reset();
  return document;
}

}  // namespace roster::sis
