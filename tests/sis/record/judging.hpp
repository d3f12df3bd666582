// What the tests of the schemas share: judging a text as a load would.
#pragma once

#include <pugixml.hpp>

#include <memory>
#include <string>
#include <string_view>

#include "sis/record/schema.hpp"

namespace roster::sis {

/// `LINE: message` of the first violation; empty when the record is valid.
inline std::string judged(SchemaJudge& judge, std::string_view text,
                          const Namespaces& namespaces = {}) {
  pugi::xml_document tree;
  tree.load_buffer(text.data(), text.size(), kJudgeFlags, pugi::encoding_utf8);
  const auto rejection = judge.judge(tree.document_element(), text, 1, namespaces);
  return rejection ? std::to_string(rejection->line) + ": " + rejection->message : "";
}

/// The same with a judge of its own.
inline std::string judged_by(const std::shared_ptr<const Schema>& schema, std::string_view text,
                             const Namespaces& namespaces = {}) {
  SchemaJudge judge(schema);
  return judged(judge, text, namespaces);
}

}  // namespace roster::sis
