// Text that is not what it looks like: invisible characters, blanks of Unicode, codes nobody knows,
// bytes other than declared, text encoded twice.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

using Counts = std::map<std::string, std::int64_t>;

class OddText : public LoadTest {};

TEST_F(OddText, InAnIdIsTakenOut) {
  load(users(person("s100")));
  for (const char* id : {"s100\u200B", "\uFEFFs100", "s1\u00AD00", "s100\u200E", "\u2066s100\u2069",
                         "&#x200B;s100"}) {
    const Ended ended = load(users(person(id, element("job_description", id))));
    EXPECT_EQ(ended.job.counts.at("created"), 0) << id;
    EXPECT_EQ(ended.job.warnings, (Counts{{"invisible_character", 1}})) << id;
  }
  EXPECT_EQ(load(users(person("s\uFF11\uFF10\uFF10"))).job.counts.at("created"), 1)
      << "full-width digits are another id";
}

// A line break in an id puts other people on the lists that other systems act on.
TEST_F(OddText, ControlCharactersInAnIdAreTakenOut) {
  load(users(person("s100")));
  for (const char* id : {"s1&#10;00", "s1\n00", "s1&#13;00", "s1&#9;00", "s1&#x7f;00",
                         "s1&#x2028;00", "\n  s1&#10;00\n"}) {
    const Ended ended = load(users(person(id, element("job_description", id))));
    EXPECT_EQ(ended.job.counts.at("created"), 0) << id;
    EXPECT_EQ(ended.job.warnings, (Counts{{"invisible_character", 1}})) << id;
  }
  load(users(person("s100",
                    "<user_identifiers><user_identifier><id_type>BARCODE</id_type>"
                    "<value>E1&#10;&#x9b;2</value></user_identifier></user_identifiers>")));
  EXPECT_EQ(user("s100").user_identifiers.front().value, "E12");
}

TEST_F(OddText, LineBreaksAroundAnIdAreBlanks) {
  load(users(person("s100")));
  const Ended ended = load(users(person("\n\t  s100\r\n  ", element("user_group", "\n  GRAD\n"))));
  EXPECT_EQ(ended.job.counts.at("updated"), 1);
  EXPECT_TRUE(ended.job.warnings.empty());
  EXPECT_EQ(user("s100").user_group.value, "GRAD");
}

TEST_F(OddText, OfSeveralLinesStaysInANote) {
  const Ended ended = load(users(person("s1", element("job_description", "first\nsecond"))));
  EXPECT_TRUE(ended.job.warnings.empty());
  EXPECT_EQ(user("s1").job_description, "first\nsecond");
}

TEST_F(OddText, IsNamedByWhatItHolds) {
  const Ended ended = load(users(person("s100", element("user_group", "STAFF\u200B"))));
  EXPECT_EQ(field("s100", "user_group"), "STAFF");
  EXPECT_EQ(ended.lines, R"({"outcome":"created","primary_id":"s100","line":1,"warnings":[{"code":)"
                         R"("invisible_character","line":1,"message":)"
                         R"("user_group: 'STAFF\\u200B' holds an invisible character; removed"}]})"
                         "\n");
}

TEST_F(OddText, InANameStays) {
  load(users(person("s1", element("first_name", "علی\u200Cرضا"))));
  EXPECT_EQ(user("s1").first_name, "علی\u200Cرضا");
}

TEST_F(OddText, StrictReadingRefusesInvisibleCharacters) {
  profile_.reading = sis::Reading::strict;
  const Ended ended = load(users(person("s100\u200B")));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"rejected","primary_id":"s100","line":1,"code":"invisible_character",)"
            R"("message":"primary_id: 's100\\u200B' holds an invisible character"})"
            "\n");
}

TEST_F(OddText, StrictReadingRefusesControlCharacters) {
  profile_.reading = sis::Reading::strict;
  const Ended ended = load(users(person("s1&#10;00")));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"rejected","primary_id":"s100","line":1,"code":"invisible_character",)"
            R"("message":"primary_id: 's1\\x0A00' holds an invisible character"})"
            "\n");
}

TEST_F(OddText, BlanksOfUnicodeAreBlanks) {
  load(users(person("s100")));
  const Ended ended = load(users(person("s100\u00A0", element("last_name", "\u2003Byron\u3000"))));
  EXPECT_EQ(ended.job.counts.at("updated"), 1);
  EXPECT_TRUE(ended.job.warnings.empty());
  EXPECT_EQ(user("s100").last_name, "Byron");
}

TEST_F(OddText, EncodedTwiceIsTold) {
  const Ended ended = load(users(person("s1", element("last_name", "BjÃ¶rn"))));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"created","primary_id":"s1","line":1,"warnings":[{"code":)"
            R"("encoded_twice","line":1,"message":"last_name: 'BjÃ¶rn' looks encoded twice"}]})"
            "\n");
  EXPECT_EQ(user("s1").last_name, "BjÃ¶rn");
  EXPECT_EQ(load(users(person("s2", element("last_name", "Björn")))).lines.find("twice"),
            std::string::npos);
}

TEST_F(OddText, CodesNobodyKnowsAreTold) {
  const Ended ended =
      load(users(person("s1", element("record_type", "PERSON") + element("account_type", "LDAP") +
                                  element("status", "GRADUATED"))));
  EXPECT_EQ(ended.job.warnings, (Counts{{"unknown_code", 3}}));
  EXPECT_NE(ended.lines.find(R"("message":"status: unknown code 'GRADUATED'")"), std::string::npos);
  EXPECT_EQ(load(users(person("s2", element("status", "INACTIVE")))).job.warnings, Counts{});
}

TEST_F(OddText, DeclaredAsLatin1IsReadAsWindows1252) {
  const std::string feed = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
                           users(person("s1", element("last_name",
                                                      "O\x92"
                                                      "Brien \x80 \xE9")));
  const Ended ended = load(feed);
  EXPECT_EQ(user("s1").last_name, "O’Brien € é");
  EXPECT_EQ(ended.job.warnings, (Counts{{"encoding_differs", 1}}));
  EXPECT_EQ(ended.lines.substr(0, ended.lines.find('\n')),
            R"({"outcome":"warned","line":1,"warnings":[{"code":"encoding_differs","line":1,)"
            R"("message":"the XML declaration says ISO-8859-1, but there are bytes from 0x80 to )"
            R"(0x9F; read as windows-1252"}]})");
}

TEST_F(OddText, DeclaredAsUtf16IsReadAsTheUtf8ItIs) {
  for (const char* mark : {"", "\xEF\xBB\xBF"}) {
    const Ended ended = load(std::string(mark) + "<?xml version=\"1.0\" encoding=\"utf-16\"?>" +
                             users(person("s1", element("last_name", "Björn"))));
    EXPECT_EQ(user("s1").last_name, "Björn");
    EXPECT_EQ(ended.job.warnings, (Counts{{"encoding_differs", 1}}));
  }
}

TEST_F(OddText, PlainLatin1IsToldOfNowhere) {
  const Ended ended = load("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
                           users(person("s1", element("last_name", "Bj\xF6rn"))));
  EXPECT_EQ(user("s1").last_name, "Björn");
  EXPECT_TRUE(ended.job.warnings.empty());
}

}  // namespace
}  // namespace roster::test
