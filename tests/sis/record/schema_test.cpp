// Judging: lines, namespaces, limits, reuse. Loading: what an administrator's schema may do.
#include "sis/record/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/sis/record/judging.hpp"

namespace roster::sis {
namespace {

namespace fs = std::filesystem;

std::string v2(const std::string& content, const Namespaces& namespaces = {}) {
  return judged_by(Schema::builtin(FormatVersion::v2), content, namespaces);
}

TEST(SchemaJudge, says_the_line_in_the_feed_on_which_the_element_begins) {
  SchemaJudge judge(Schema::builtin(FormatVersion::v2));
  const std::string text =
      "<user>\r\n<!-- one\n two -->\n  <expiry_date\n  >tomorrow</expiry_date></user>";
  pugi::xml_document tree;
  tree.load_buffer(text.data(), text.size(), kJudgeFlags);
  const auto rejection = judge.judge(tree.first_child(), text, 1000, {});
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->code, "schema");
  EXPECT_EQ(rejection->line, 1003U);
  EXPECT_EQ(rejection->message,
            "Element 'expiry_date': 'tomorrow' is not a valid value of the atomic type 'xs:date'.");
}

TEST(SchemaJudge, an_element_renamed_since_parsing_stands_where_its_parent_does) {
  SchemaJudge judge(Schema::builtin(FormatVersion::v2));
  const std::string text = "<user>\n<contact_info>\n<a/></contact_info></user>";
  pugi::xml_document tree;
  tree.load_buffer(text.data(), text.size(), kJudgeFlags);
  tree.child("user").child("contact_info").child("a").set_name("a_much_longer_name");
  EXPECT_EQ(judge.judge(tree.first_child(), text, 1, {})->line, 2U);
}

TEST(SchemaJudge, a_verdict_does_not_depend_on_the_one_before) {
  SchemaJudge judge(Schema::builtin(FormatVersion::v2));
  const std::vector<std::string> records{
      "<user/>",
      "<user><user_notes><user_note><note_type>x</note_type></user_note></user_notes></user>",
      "<user><expiry_date/></user>",
      "<wrong><user/></wrong>",
      "<user a='1' b='2'/>",
      "<user><researcher><a/></researcher></user>",
      "<user>text</user>"};
  std::vector<std::string> alone;
  for (const std::string& record : records) alone.push_back(v2(record));
  for (const std::size_t step : {1, 2, 3, 5})
    for (std::size_t i = 0; i < 70; ++i)
      ASSERT_EQ(judged(judge, records[i * step % 7]), alone[i * step % 7]);
  SchemaJudge moved(std::move(judge));
  EXPECT_EQ(judged(moved, records[1]), alone[1]);
}

TEST(SchemaJudge, threads_share_a_schema) {
  const std::string bad = "<user><birth_date>x</birth_date></user>";
  const std::string expected = v2(bad);
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      SchemaJudge judge(Schema::builtin(FormatVersion::v2));
      for (int i = 0; i < 500; ++i)
        right += judged(judge, bad) == expected && judged(judge, "<user/>").empty() ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 2000);
}

TEST(SchemaJudge, declarations_hold_where_xml_says) {
  const std::string xsi = "http://www.w3.org/2001/XMLSchema-instance";
  const std::string nil = "<user><primary_id x:nil='false'>a</primary_id></user>";
  const std::string not_nillable = "1: Element 'primary_id': The element is not 'nillable'.";
  EXPECT_EQ(v2(nil, {{"x", xsi}}), not_nillable);
  EXPECT_NE(v2(nil, {{"x", "urn:x"}}), not_nillable);
  EXPECT_EQ(v2("<user xmlns:x='" + xsi + "'>" + nil.substr(6), {{"x", "urn:x"}}), not_nillable);
  EXPECT_EQ(v2("<user><status xmlns:x='" + xsi + "'/>" + nil.substr(6), {{"x", xsi}}),
            not_nillable);
  EXPECT_EQ(v2("<user xmlns=''/>", {{"", "urn:x"}}), "");
  EXPECT_EQ(v2("<user/>", {{"", "urn:x"}}),
            "1: Element '{urn:x}user': No matching global declaration available for the validation "
            "root.");
  EXPECT_NE(v2("<user xml:lang='en'/>"), "");
}

TEST(SchemaJudge, an_ampersand_in_an_attribute_is_one_character) {
  const auto note = [](const std::string& segment) {
    return v2("<user><user_identifiers><user_identifier segment_type='" + segment +
              "'><id_type>A</id_type><value>1</value></user_identifier></user_identifiers></user>");
  };
  EXPECT_EQ(note("&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;"), "");
  EXPECT_NE(note("&amp;#38;&amp;#38;+"), "");  // the text `&#38;&#38;+` has eleven characters
}

TEST(SchemaJudge, text_in_pieces_is_one_text) {
  const std::string a(100, 'a'),
      pieces = a + "<!-- - -->" + a + "<?x y?><![CDATA[" + a.substr(46) + "]]>";
  EXPECT_EQ(v2("<user><first_name>" + pieces + "a</first_name></user>"), "");
  EXPECT_NE(v2("<user><first_name>" + pieces + " a</first_name></user>"), "");
  const std::string stray =
      "1: Element 'user': Character content other than whitespace is not allowed because the "
      "content type is 'element-only'.";
  EXPECT_EQ(v2("<user> <!-- - --> <status/></user>"), "");
  EXPECT_EQ(v2("<user> <!-- - -->x</user>"), stray);
  EXPECT_EQ(v2("<user> <!-- - --><![CDATA[ ]]> </user>"), stray);
}

TEST(SchemaJudge, bounds_what_a_record_may_ask_of_it) {
  std::string deep = "<researcher>", attributes, declarations;
  for (int i = 0; i < 30; ++i) deep += "<a>";
  std::string up = "</researcher>";
  for (int i = 0; i < 30; ++i) up = "</a>" + up;
  EXPECT_EQ(v2("<user>" + deep + up + "</user>"), "");
  EXPECT_EQ(v2("<user>" + deep + "<b/>" + up + "</user>"),
            "1: Element 'b': It is nested more than 32 levels deep.");
  for (int i = 0; i < 64; ++i) attributes += " a" + std::to_string(i) + "=''";
  EXPECT_EQ(v2("<user><researcher" + attributes + "/></user>"), "");
  EXPECT_EQ(v2("<user><researcher" + attributes + " b=''/></user>"),
            "1: Element 'researcher': It has more than 64 attributes.");
  for (int i = 0; i < 32; ++i) declarations += " xmlns:a" + std::to_string(i) + "='urn:a'";
  EXPECT_EQ(v2("<user" + declarations + "><researcher/></user>"), "");
  EXPECT_EQ(v2("<user" + declarations + "><researcher xmlns='urn:b'/></user>"),
            "1: Element 'researcher': More than 32 namespace declarations are in scope.");
}

TEST(SchemaJudge, cuts_a_message_that_quotes_an_endless_value) {
  std::string value;
  for (int i = 0; i < 5000; ++i) value += "漢";
  const std::string message = v2("<user><expiry_date>" + value + "</expiry_date></user>");
  EXPECT_TRUE(message.starts_with("1: Element 'expiry_date': '漢漢漢"));
  EXPECT_TRUE(message.ends_with("漢漢…"));
  EXPECT_LT(message.size(), 1010U);
}

class SchemaLoad : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    top_ = fs::canonical(fs::temp_directory_path()) /
           ("roster-schema-" + std::to_string(getpid()) + '-' + test->name());
    fs::create_directories(top_ / "etc with blank");
  }
  void TearDown() override { fs::remove_all(top_); }

  /// Writes a schema of these declarations and returns its path.
  std::string write(const std::string& name, const std::string& declarations,
                    const std::string& attributes = {}) {
    const fs::path path = top_ / "etc with blank" / name;
    std::ofstream(path) << "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'" << attributes
                        << ">\n"
                        << declarations << "\n</xs:schema>\n";
    return path.string();
  }
  std::string refusal(const std::string& path) {
    try {
      Schema::load(path);
      return "loaded";
    } catch (const FeedError& error) {
      return error.what();
    }
  }
  std::string here(const std::string& name) const {
    return (top_ / "etc with blank" / name).string();
  }

  fs::path top_;
  const std::string user_ = "<xs:element name='user' type='text'/>";
  const std::string text_ =
      "<xs:simpleType name='text'><xs:restriction base='xs:string'><xs:maxLength value='3'/>"
      "</xs:restriction></xs:simpleType>";
};

TEST_F(SchemaLoad, reads_the_files_it_includes_from_its_directory) {
  write("text.xsd", text_);
  const auto schema =
      Schema::load(write("user.xsd", "<xs:include schemaLocation='text.xsd'/>" + user_));
  EXPECT_EQ(schema->target_namespace(), "");
  EXPECT_EQ(judged_by(schema, "<user>abc</user>"), "");
  EXPECT_NE(judged_by(schema, "<user>abcd</user>"), "");
}

TEST_F(SchemaLoad, reads_the_files_it_imports_and_knows_its_target_namespace) {
  write("text.xsd", text_, " targetNamespace='urn:text'");
  const auto schema =
      Schema::load(write("user.xsd",
                         "<xs:import namespace='urn:text' schemaLocation='./text.xsd'/>"
                         "<xs:element name='user' type='t:text'/>",
                         " targetNamespace='urn:user' xmlns:t='urn:text'"));
  EXPECT_EQ(schema->target_namespace(), "urn:user");
  EXPECT_EQ(judged_by(schema, "<user xmlns='urn:user'>abc</user>"), "");
  EXPECT_NE(judged_by(schema, "<user>abc</user>"), "");
}

TEST_F(SchemaLoad, refuses_a_schema_whose_include_or_import_is_missing) {
  const std::string missing =
      "'" + here("text.xsd") + "' cannot be read: No such file or directory";
  EXPECT_EQ(refusal(write("user.xsd", "<xs:include schemaLocation='text.xsd'/>" + user_)),
            here("user.xsd") + ":2: " + missing);
  EXPECT_EQ(
      refusal(write("user.xsd", "\n<xs:import namespace='urn:x' schemaLocation='text.xsd'/>")),
      here("user.xsd") + ":3: " + missing);
}

TEST_F(SchemaLoad, reads_nothing_outside_its_directory_and_fetches_nothing) {
  std::ofstream(top_ / "text.xsd") << "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>";
  fs::create_symlink(top_ / "text.xsd", here("link.xsd"));
  const auto including = [&](const std::string& location) {
    return refusal(write("user.xsd", "<xs:include schemaLocation='" + location + "'/>"));
  };
  const std::string outside = "' is outside the schema's directory and is not read";
  EXPECT_EQ(including("../text.xsd"),
            here("user.xsd") + ":2: '" + (top_ / "text.xsd").string() + outside);
  EXPECT_EQ(including("link.xsd"), here("user.xsd") + ":2: '" + here("link.xsd") + outside);
  EXPECT_EQ(including("/etc/passwd"), here("user.xsd") + ":2: '/etc/passwd" + outside);
  EXPECT_EQ(including("http://schemas.example/text.xsd"),
            here("user.xsd") +
                ":2: 'http://schemas.example/text.xsd' is not a file in the schema's directory; "
                "schemas are never downloaded");
}

TEST_F(SchemaLoad, says_what_is_wrong_with_a_schema_and_where) {
  EXPECT_EQ(refusal(write("user.xsd", "\n" + user_)),
            here("user.xsd") +
                ":3: element decl. 'user', attribute 'type': The QName value 'text' does not "
                "resolve to a(n) type definition.");
  EXPECT_EQ(refusal(write("user.xsd", "<xs:element>")),
            here("user.xsd") + ":3: Opening and ending tag mismatch: element line 2 and schema");
  std::ofstream(here("page.xsd")) << "<html/>";
  EXPECT_EQ(refusal(here("page.xsd")), here("page.xsd") + ": The XML document '" +
                                           here("page.xsd") + "' is not a schema document.");
  EXPECT_EQ(refusal(here("none.xsd")), here("none.xsd") + ": No such file or directory");
  EXPECT_EQ(refusal((top_ / "etc with blank").string()).substr(0, top_.string().size()),
            top_.string());
}

TEST_F(SchemaLoad, a_mistake_in_an_included_file_is_told_with_that_file) {
  write("text.xsd", "<xs:simpleType name='text'/>");
  EXPECT_EQ(refusal(write("user.xsd", "<xs:include schemaLocation='text.xsd'/>" + user_)),
            here("text.xsd") +
                ":2: Element '{http://www.w3.org/2001/XMLSchema}simpleType': The content is not "
                "valid. Expected is (annotation?, (restriction | list | union)).");
}

TEST(Schema, the_built_in_ones_are_compiled_once) {
  EXPECT_EQ(Schema::builtin(FormatVersion::v2), Schema::builtin(FormatVersion::v2));
  EXPECT_EQ(Schema::builtin(FormatVersion::v2)->target_namespace(), "");
  EXPECT_EQ(Schema::builtin(FormatVersion::v1)->target_namespace(),
            "http://com/exlibris/digitool/repository/extsystem/xmlbeans");
}

}  // namespace
}  // namespace roster::sis
