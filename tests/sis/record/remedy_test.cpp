// Every rejection says who can end it, and how.
#include "sis/record/remedy.hpp"

#include "tests/support/load_fixture.hpp"

namespace roster::test {
namespace {

TEST(Remedy, ThereIsOneForEveryCode) {
  for (const char* code :
       {"malformed", "schema", "missing_field", "not_external", "already_exists", "no_match",
        "identifier_taken", "ambiguous_match", "too_large", "encoding", "invisible_character"})
    EXPECT_FALSE(sis::remedy_of(code).empty()) << code;
  EXPECT_EQ(sis::remedy_of("unheard_of"), "");
}

class RemedyOfALoad : public LoadTest {};

TEST_F(RemedyOfALoad, StandsInTheReport) {
  const Ended ended = load(users("<user><last_name>King</last_name></user>"));
  EXPECT_EQ(
      report_of(ended.job),
      R"({"outcome":"rejected","line":1,"code":"missing_field",)"
      R"("message":"Mandatory field is missing: primary_id","remedy":"The SIS team fills the )"
      R"(field; or an administrator removes it from the profile's mandatory list, if it is )"
      R"(listed. The next feed loads the record."})"
      "\n");
}

TEST_F(RemedyOfALoad, SaysHowToFreeAnIdentifier) {
  load(users(user_xml("p1", barcode("777"))));
  const Ended ended = load(users(user_xml("p2", barcode("777"))));
  EXPECT_NE(
      report_of(ended.job).find(R"("remedy":"An administrator frees it: rosterctl unset 'p1' )"
                                R"('user_identifier:BARCODE'; the next feed loads the record.)"),
      std::string::npos)
      << report_of(ended.job);
}

}  // namespace
}  // namespace roster::test
