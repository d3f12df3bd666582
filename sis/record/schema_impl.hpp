// The compiled schema of libxml2, shared by Schema and SchemaJudge.
#pragma once

#include <libxml/xmlschemas.h>

#include <string>
#include <string_view>
#include <vector>

#include "sis/record/schema.hpp"

namespace roster::sis {

struct Schema::Impl {
  explicit Impl(xmlSchemaPtr compiled);
  ~Impl() { xmlSchemaFree(schema); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  xmlSchemaPtr schema;
  std::string target_namespace;
  std::vector<std::string_view> aliases;  // treated as the target namespace; "" means no namespace
};

/// libxml2's message without the final line break, shortened when a value makes it very long.
std::string tidy_message(const char* message);

}  // namespace roster::sis
