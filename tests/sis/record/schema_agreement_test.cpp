// The judge is driven by us from pugixml's tree. Here thousands of damaged records are also read
// and judged by libxml2 alone; verdict, words and line must be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/sis/damage.hpp"
#include "tests/sis/record/judging.hpp"
#include "tests/support/source_root.hpp"

namespace roster::sis {
namespace {

constexpr const char* kXsi = "http://www.w3.org/2001/XMLSchema-instance";
constexpr const char* kV1 = "http://com/exlibris/digitool/repository/extsystem/xmlbeans";

std::string file_text(const std::string& name) {
  std::ifstream in(roster::tests::source_root() + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The same record with the declarations that hold outside it written into its start tag.
std::string standing_alone(const std::string& record, const Namespaces& namespaces) {
  std::string declarations;
  for (const auto& [prefix, uri] : namespaces) {
    const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + prefix;
    const auto start_tag = std::string_view(record).substr(0, record.find('>'));
    if (start_tag.find(' ' + name + '=') == std::string_view::npos)
      declarations += ' ' + name + "=\"" + uri + '"';
  }
  std::string text = record;
  return text.insert(record.find_first_of(" />"), declarations);
}

/// Verdict and words are the same, and the line but for two violations: where libxml2 names the
/// element around the one that offends, we say where the offender stands; and a keyref without its
/// key is found at the end of the element that declares it, so we say where that begins. What the
/// judge has cut may end early.
bool agree(std::string_view actual, std::string_view expected) {
  if (actual.ends_with("…")) expected = expected.substr(0, actual.size() - 3);
  if (actual.ends_with("…")) actual.remove_suffix(3);
  if (expected.find("lement content is not allowed") != expected.npos ||
      expected.find(" of keyref ") != expected.npos) {
    actual.remove_prefix(std::min(actual.find(':'), actual.size()));
    expected.remove_prefix(expected.find(':'));
  }
  return actual == expected;
}

/// Judges damaged copies of a sound record both ways.
void expect_agreement(const std::string& schema, const std::string& sample,
                      const Namespaces& outside, int records) {
  SchemaJudge judge(Schema::load(roster::tests::source_root() + "/" + schema));
  const Oracle oracle(file_text(schema));
  const std::string sound = file_text(sample);
  EXPECT_EQ(judged(judge, sound, outside), "");
  EXPECT_EQ(oracle.judged(standing_alone(sound, outside)), "");
  Vandal vandal(sound);
  int valid = 0, invalid = 0;
  std::set<std::string> kinds;
  for (int i = 0; i < records; ++i) {
    const std::string record = vandal.next();
    const auto expected = oracle.judged(standing_alone(record, outside));
    if (!expected) continue;  // not well formed: not the judge's business
    const std::string actual = judged(judge, record, outside);
    EXPECT_TRUE(agree(actual, *expected)) << actual << '\n' << *expected << '\n' << record;
    ++(actual.empty() ? valid : invalid);
    if (const auto colon = actual.rfind("': "); colon != actual.npos)
      kinds.insert(actual.substr(colon, 40));
  }
  EXPECT_GT(valid, records / 20);
  EXPECT_GT(invalid, records / 3);
  EXPECT_GT(kinds.size(), 10U);
}

TEST(SchemaAgreement, damaged_v2_records_get_the_verdict_libxml2_gives) {
  expect_agreement("schemas/user-v2.xsd", "tests/samples/record-v2.xml", {{"xsi", kXsi}}, 5000);
}

TEST(SchemaAgreement, damaged_v1_records_get_the_verdict_libxml2_gives) {
  expect_agreement("schemas/user-v1.xsd", "tests/samples/record-v1.xml", {{"xsi", kXsi}, {"", kV1}},
                   3000);
}

TEST(SchemaAgreement, damaged_records_of_a_schema_with_everything_get_the_verdict_libxml2_gives) {
  expect_agreement("tests/samples/local.xsd", "tests/samples/record-local.xml",
                   {{"", "urn:local"}, {"p", "urn:local"}, {"t", "urn:local"}, {"xsi", kXsi}},
                   5000);
}

}  // namespace
}  // namespace roster::sis
