#include "purge/scrub.hpp"

#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

class Scrub : public testing::Test {
 protected:
  void SetUp() override {
    StoredUser stored;
    stored.user = leaver("Jane \"J\" Døe");
    stored.user.user_identifiers = {identifier("MAIL", "jane@example.edu")};
    scrubber_.add({&stored, 1});
    stored.user = leaver("s1");
    scrubber_.add({&stored, 1});
  }
  std::string scrubbed(std::string_view line) const { return scrubber_.scrub(line); }

  Scrubber scrubber_{"nowhere"};
};

TEST_F(Scrub, TakesAnIdOutInAnyCase) {
  EXPECT_EQ(scrubbed(R"({"outcome":"updated","primary_id":"S1","entry":"a.xml","line":12})"),
            R"j({"outcome":"updated","primary_id":"(erased)","entry":"a.xml","line":12})j");
  ReportLine line;
  line.primary_id = "jane \"j\" dØe";
  EXPECT_EQ(scrubbed(to_json(line)), R"j({"primary_id":"(erased)"})j");
}

TEST_F(Scrub, TakesAMessageOutThatMentionsAnId) {
  for (const char* message : {"taken by s1", "taken by 's1'", "s1: no", "see S1.", "B-s1",
                              "mail jane@example.edu is taken", "(s1)"}) {
    ReportLine line;
    line.message = message;
    EXPECT_EQ(scrubbed(to_json(line)), R"j({"message":"(erased)"})j") << message;
  }
}

TEST_F(Scrub, TakesItOutOfWarnings) {
  EXPECT_EQ(scrubbed(R"({"primary_id":"s2","warnings":[{"code":"x","message":"like s1"}]})"),
            R"j({"primary_id":"s2","warnings":[{"code":"x","message":"(erased)"}]})j");
}

TEST_F(Scrub, LeavesEverybodyElseAlone) {
  for (const char* line :
       {R"({"outcome":"updated","primary_id":"s10","fields":["s1"]})",
        R"({"outcome":"s1","primary_id":"ss1","message":"taken by s11, s12 \u00e6"})",
        R"({"primary_id":"a\"b\\","message":"\t\n"})", R"({"broken":"s1)", "", "\"", "\\"}) {
    EXPECT_EQ(scrubbed(line), line);
  }
}

}  // namespace
}  // namespace roster::purge::test
