// Two parsers, one rule: over thousands of slightly wrong records and documents Roster's own check
// and splitter say what libxml2's parser says.
//
// Where libxml2 2.9.14 is more lenient than XML 1.0, Roster is not, and the comparison takes the
// letter's side:
//   - a NUL byte ends libxml2's input, so what follows the root may be anything behind it; NUL is
//   no
//     XML character;
//   - a namespace declaration for the prefix xml may stand twice on one tag; attributes are unique;
//   - the version "1." passes; there must be a digit behind the dot.
// Where Roster refuses what is well-formed, on purpose:
//   - a document type declaration; an unknown root; text, sections or references beside records;
//   - more than 32 levels, 64 attributes or 64 namespace declarations (the samples have fewer).
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "sis/xml/excerpt.hpp"
#include "sis/xml/wellformed.hpp"
#include "tests/sis/libxml2_verdict.hpp"
#include "tests/sis/mutator.hpp"
#include "tests/sis/split/splitting.hpp"

namespace roster::sis {
namespace {

constexpr int kRecords = 30000;
constexpr int kDocuments = 12000;

const Namespaces kOutside = {{"a", "urn:outer"}, {"x", "urn:records"}};
constexpr std::string_view kOpenWrapper = "<w xmlns:a='urn:outer' xmlns:x='urn:records'>";
constexpr std::string_view kCloseWrapper = "</w>";

const std::vector<std::string> kSampleRecords = {
    R"(<user><primary_id>s100</primary_id><first_name>Ada</first_name>
  <user_group desc="Undergraduate">UNDERGRAD</user_group><status/>
  <contact_info><emails><email preferred="true" segment_type='External'>
    <email_address>a@x.example</email_address></email></emails></contact_info>
</user>)",
    R"(<userRecord xmlns="http://com/exlibris/digitool/repository/extsystem/xmlbeans">
  <userDetails><userName>s100</userName><lastName>&#216;deg&#xE5;rd &amp; S&#xF8;n</lastName>
  </userDetails><!-- left: - 2027 --></userRecord>)",
    R"(<x:user xmlns:b="urn:b" b:note="1" x:note="2"><x:name a:kind="3">Åse</x:name>
  <b:extra xmlns:b="urn:c" xml:lang="nb"></b:extra ></x:user >)",
    "<user><note_text><![CDATA[a < b && c </user> ]] > <user>]]></note_text>\r\n"
    "<?export v=\"1\"?><name>\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80 ]] ></name></user>",
    "<\xC3\xA5ser navn=\"Bj\xC3\xB8rn &quot;B&quot; &lt;\n\tx>\"><d\xC2\xB7-.1/></\xC3\xA5ser>",
};

const std::vector<std::string> kSampleDocuments = {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- nightly -->\n<users>\n  <user>\n"
    "    <primary_id>s1</primary_id></user>\n  <user><primary_id>s2</primary_id></user>\n"
    "  <!-- <user>gone</user> -->\n  <user/>\n</users>\n",
    "<userRecords xmlns=\"http://com/exlibris/digitool/repository/extsystem/xmlbeans\">"
    "<userRecord><userDetails>\n<userName>s1</userName></userDetails></userRecord>\n"
    "<userRecord\n  kind='a'\n  ><userDetails/></userRecord></userRecords>",
    "<?xml version='1.0' standalone='yes'?><u:users xmlns:u=\"urn:u\" xmlns:v='urn:v'>\n"
    "<u:user><u:id>1</u:id></u:user><v:user>\n</v:user ><?note x?>\n<v:other>\n<u:user/></v:other>"
    "\n<user a='/>'>x</user></u:users ><!-- end -->\n",
    "<Users total_record_count='2'><user><a><![CDATA[</user><user>]]></a></user>\n"
    "<user><!-- </user> --><b/></user></Users>",
    "<user><primary_id>s1</primary_id>\n<user>nested</user></user>\n",
};

std::string shown(std::string_view text) {
  std::string out;
  for (; text.size() > 40; text.remove_prefix(40)) out += excerpt(text.substr(0, 40));
  return out + excerpt(text);
}

bool contains_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

/// Is the text one element and nothing else, as libxml2 sees it inside a document that declares the
/// prefixes?
bool is_element_to_libxml2(const std::string& text) {
  if (contains_nul(text)) return false;
  const std::string wrapped = std::string(kOpenWrapper) + text + std::string(kCloseWrapper);
  const LibxmlDocument document = accepted_by_libxml2(wrapped);
  if (!document) return false;
  const xmlNode* const child = xmlDocGetRootElement(document.get())->children;
  return child && child->type == XML_ELEMENT_NODE && !child->next;
}

TEST(ParsersAgree, OnWhetherARecordIsWellFormed) {
  Mutator mutator(20261122);
  int accepted = 0;
  for (int i = 0; i < kRecords; ++i) {
    const std::string& sample = kSampleRecords[static_cast<std::size_t>(i) % kSampleRecords.size()];
    const std::string text = mutator.mutate(sample);
    const auto rejection = check_wellformed(text, kOutside, 1);
    ASSERT_EQ(!rejection, is_element_to_libxml2(text))
        << "record " << i << ": " << shown(text) << "\n"
        << (rejection ? rejection->message : "accepted");
    accepted += rejection ? 0 : 1;
  }
  EXPECT_GT(accepted, kRecords / 10);
  EXPECT_LT(accepted, kRecords * 9 / 10);
}

TEST(ParsersAgree, OnTheSamplesThemselves) {
  for (const std::string& sample : kSampleRecords) {
    EXPECT_TRUE(is_element_to_libxml2(sample)) << sample;
    EXPECT_FALSE(check_wellformed(sample, kOutside, 1)) << sample;
  }
}

bool is_blank_text(const xmlNode* node) {
  return node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

bool named(const xmlNode* node, std::set<std::string> names) {
  return names.count(reinterpret_cast<const char*>(node->name)) > 0;
}

/// Is a well-formed document a feed? Its root has a known name and holds no text of its own.
bool is_feed(const xmlNode* root) {
  if (named(root, {"user", "userRecord"})) return true;
  if (!named(root, {"users", "Users", "userRecords"})) return false;
  for (const xmlNode* child = root->children; child; child = child->next) {
    const bool markup = child->type == XML_ELEMENT_NODE || child->type == XML_COMMENT_NODE ||
                        child->type == XML_PI_NODE;
    if (!markup && !is_blank_text(child)) return false;
  }
  return true;
}

using Lines = std::vector<std::uint64_t>;

/// The lines on which the start tags of the records end, which is what libxml2 notes.
Lines record_lines(const xmlNode* root) {
  if (named(root, {"user", "userRecord"})) return {root->line};
  Lines lines;
  for (const xmlNode* child = root->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE || !named(child, {"user", "userRecord"})) continue;
    lines.push_back(child->line);
  }
  return lines;
}

/// How many line feeds a start tag holds. Its attributes are known to be well-formed.
std::uint64_t lines_of_start_tag(std::string_view record) {
  std::uint64_t lines = 0;
  char quote = '\0';
  for (const char byte : record) {
    if (byte == '\n') ++lines;
    if (quote != '\0') {
      if (byte == quote) quote = '\0';
    } else if (byte == '"' || byte == '\'') {
      quote = byte;
    } else if (byte == '>') {
      break;
    }
  }
  return lines;
}

/// The same lines as the splitter sees them; nothing when it, or the check of a record, refuses.
std::optional<Lines> split_lines(const std::string& text, std::size_t piece, std::string& why) {
  try {
    const SplitResult result = split(text, {.piece = piece, .target = 1});
    Lines lines;
    for (const FoundRecord& record : result.records) {
      why = record.broken;
      if (!why.empty()) return std::nullopt;
      const auto rejection =
          check_wellformed(record.bytes, result.envelope.namespaces, record.line, record.column);
      if (rejection) why = rejection->message;
      if (rejection) return std::nullopt;
      lines.push_back(record.line + lines_of_start_tag(record.bytes));
    }
    return lines;
  } catch (const FeedError& error) {
    why = error.what();
    return std::nullopt;
  }
}

bool has_half_version(const xmlDoc* document) {
  return std::string_view(reinterpret_cast<const char*>(document->version)) == "1.";
}

std::optional<Lines> libxml2_lines(const std::string& text) {
  if (contains_nul(text)) return std::nullopt;
  const LibxmlDocument document = accepted_by_libxml2(text);
  if (!document) return std::nullopt;
  const xmlNode* const root = xmlDocGetRootElement(document.get());
  if (document->intSubset || has_half_version(document.get()) || !is_feed(root)) {
    return std::nullopt;
  }
  return record_lines(root);
}

TEST(ParsersAgree, OnDocumentsAndWhereTheirRecordsAre) {
  Mutator mutator(7);
  int accepted = 0;
  for (int i = 0; i < kDocuments; ++i) {
    const auto sample = static_cast<std::size_t>(i) % kSampleDocuments.size();
    const std::string text = mutator.mutate(kSampleDocuments[sample]);
    std::string why;
    const auto found = split_lines(text, 1 + mutator.below(300), why);
    ASSERT_EQ(found, libxml2_lines(text)) << "document " << i << ": " << shown(text) << "\n" << why;
    accepted += found ? 1 : 0;
  }
  EXPECT_GT(accepted, kDocuments / 20);
  EXPECT_LT(accepted, kDocuments * 9 / 10);
}

TEST(ParsersAgree, NotWhereLibxml2IsMoreLenientThanTheLetter) {
  std::string why;
  const std::string nul("<users></users>\n\0<junk", 23);
  EXPECT_TRUE(accepted_by_libxml2(nul));
  EXPECT_FALSE(split_lines(nul, 100, why));

  const std::string version = "<?xml version='1.'?><users></users>";
  EXPECT_TRUE(accepted_by_libxml2(version));
  EXPECT_FALSE(split_lines(version, 100, why));

  const std::string twice =
      "<user xmlns:xml='http://www.w3.org/XML/1998/namespace' "
      "xmlns:xml='http://www.w3.org/XML/1998/namespace'/>";
  EXPECT_TRUE(accepted_by_libxml2(twice));
  EXPECT_TRUE(check_wellformed(twice, {}, 1));
}

}  // namespace
}  // namespace roster::sis
