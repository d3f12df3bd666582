// What the tests of sample feeds share: making them, and reading them as a load would.
#pragma once

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include <string>
#include <vector>

#include "sis/record/reader_v1.hpp"
#include "sis/record/reader_v2.hpp"
#include "sis/record/schema.hpp"
#include "sis/sample/sample.hpp"

namespace roster::sis {

inline std::string sample(const SampleOptions& options) {
  std::string out;
  write_sample(options, [&](std::string_view piece) { out += piece; });
  return out;
}

/// Reads a feed's users. Every record must satisfy the schema as it stands, and give no warning.
inline std::vector<User> read_valid(const std::string& feed, FormatVersion version) {
  const Namespaces v1{{"", "http://com/exlibris/digitool/repository/extsystem/xmlbeans"}};
  const Namespaces namespaces = version == FormatVersion::v1 ? v1 : Namespaces{};
  SchemaJudge judge(Schema::builtin(version));
  pugi::xml_document document, converted;
  EXPECT_TRUE(document.load_buffer(feed.data(), feed.size(), kJudgeFlags, pugi::encoding_utf8));
  Origins origins;
  Tidied tidied;
  const LineOf nowhere = [](pugi::xml_node) { return std::uint64_t{0}; };
  std::vector<User> users;
  for (pugi::xml_node record : document.document_element().children()) {
    if (record.type() != pugi::node_element) continue;
    if (const auto rejection = judge.judge(record, feed, 1, namespaces))
      ADD_FAILURE() << rejection->line << ": " << rejection->message;
    if (version == FormatVersion::v1)
      record = convert_v1(record, nowhere, converted, origins, tidied.warnings);
    tidy_v2(record, nowhere, tidied);
    std::vector<pugi::xml_node> unread;
    EXPECT_TRUE(read_v2(record, Reading::strict, Trust::judged, users.emplace_back(), unread));
    EXPECT_TRUE(unread.empty());
  }
  for (const Warning& warning : tidied.warnings.take())
    ADD_FAILURE() << warning.code << ": " << warning.message;
  return users;
}

}  // namespace roster::sis
