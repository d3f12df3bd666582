// What Schema and SchemaJudge share: the compiled schema as libxml2 holds it.
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
  std::vector<std::string_view> aliases;  // judged as if they were the target namespace; "" is none
};

/// libxml2's message without the line break it ends in, cut when a value makes it endless.
std::string tidy_message(const char* message);

}  // namespace roster::sis
