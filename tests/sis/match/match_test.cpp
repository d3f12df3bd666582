// Matching: whom a record is about, and whose ids it may bring.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class Matching : public LoadTest {};

TEST_F(Matching, an_id_in_another_case_is_the_same_person) {
  load(users(person("ada.king")));
  const Ended ended = load(users(person("ADA.King")));
  EXPECT_EQ(ended.lines, updated("ADA.King", R"("primary_id")"));
  EXPECT_EQ(everybody(), std::vector<std::string>{"ADA.King"});
}

TEST_F(Matching, letters_outside_ascii_have_cases_too) {
  load(users(person("åse.ødegård") + person("straße") + person("ΟΔΥΣΣΕΥΣ")));
  const Ended ended =
      load(users(person("ÅSE.ØDEGÅRD") + person("STRA\u1E9EE") + person("οδυσσευς")));
  EXPECT_EQ(ended.summary(),
            "completed_successfully: 3 processed, 0 created, 3 updated, 0 unchanged, 0 rejected");
}

TEST_F(Matching, composed_and_decomposed_letters_are_the_same) {
  load(users(person("a\xCC\x8Ase")));  // a and a ring above it
  load(users(person("\xC3\xA5se")));
  EXPECT_EQ(everybody(), std::vector<std::string>{"\xC3\xA5se"});
}

TEST_F(Matching, nobody_is_created_when_the_profile_rejects_unmatched_records) {
  load(users(person("ada")));
  profile_.synchronize.unmatched = sis::Unmatched::reject;
  const Ended ended = load(users(person("ada", "<last_name>King</last_name>") + person("bob")));
  EXPECT_EQ(ended.lines, updated("ada", R"("last_name")") +
                             rejected("bob", "no_match", "no user with primary_id bob"));
}

TEST_F(Matching, a_user_of_the_librarys_own_is_not_touched) {
  load(users(person("ada")));
  set("ada", "account_type", "INTERNAL");
  const Ended ended = load(users(person("ada", "<last_name>King</last_name>")));
  EXPECT_EQ(ended.lines, rejected("ada", "not_external", "User is not external"));
  EXPECT_EQ(field("ada", "last_name"), "");
}

TEST_F(Matching, import_loads_nobody_who_is_there_already) {
  load(users(person("ada")));
  const Ended ended = import(users(person("ADA", "<last_name>King</last_name>") + person("bob")));
  EXPECT_EQ(ended.lines,
            rejected("ADA", "already_exists", "user ADA exists already") + created("bob"));
  EXPECT_EQ(field("ada", "last_name"), "");
}

TEST_F(Matching, a_user_of_another_profile_changes_hands_and_that_is_said) {
  load(users(person("ada")));
  profile_.code = "HR";
  const Ended ended = load(users(person("ada")));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"updated","primary_id":"ada","line":1,"fields":["external_id"],)"
            R"("warnings":[{"code":"changed_profile","line":1,)"
            R"("message":"the user was loaded by profile SIS before"}]})"
            "\n");
  EXPECT_EQ(field("ada", "external_id"), "HR");
}

// Whose ids ------------------------------------------------------------------------------------

TEST_F(Matching, a_barcode_of_somebody_else_names_that_user) {
  load(users(person("ada", barcode("100"))));
  const Ended ended = load(users(person("bob", barcode("100"))));
  EXPECT_EQ(ended.lines, taken("bob", "BARCODE", "100", "by user ada"));
  EXPECT_FALSE(exists("bob"));
}

TEST_F(Matching, of_two_new_people_with_one_barcode_the_first_gets_it) {
  const Ended ended = load(users(person("ada", barcode("100")) + person("bob", barcode("100"))));
  EXPECT_EQ(ended.lines, created("ada") + taken("bob", "BARCODE", "100", "in this feed"));
}

TEST_F(Matching, an_id_is_taken_whatever_its_type) {
  load(users(person("ada", barcode("100"))));
  EXPECT_EQ(load(users(person("bob", identifiers("UNIV_ID", "100")))).lines,
            taken("bob", "UNIV_ID", "100", "by user ada"));
}

TEST_F(Matching, an_identifier_must_not_be_anothers_primary_id) {
  load(users(person("ada")));
  EXPECT_EQ(load(users(person("bob", barcode("ADA")))).lines,
            taken("bob", "BARCODE", "ADA", "by user ada"));
}

TEST_F(Matching, a_primary_id_must_not_be_anothers_identifier) {
  load(users(person("ada", barcode("100"))));
  EXPECT_EQ(load(users(person("100"))).lines, taken("100", "primary_id", "100", "by user ada"));
}

TEST_F(Matching, a_primary_id_may_be_ones_own_barcode) {
  EXPECT_EQ(load(users(person("100", barcode("100")))).lines, created("100"));
}

TEST_F(Matching, an_identifier_that_staff_gave_out_is_taken) {
  load(users(person("ada")));
  set("ada", "user_identifier:CARD", "100");
  EXPECT_EQ(load(users(person("bob", barcode("100")))).lines,
            taken("bob", "BARCODE", "100", "by user ada"));
}

TEST_F(Matching, staffs_entry_and_the_feeds_are_one_identifier) {
  load(users(person("ada")));
  set("ada", "user_identifier:BARCODE", "100");
  const Ended ended = load(users(person("ada", barcode("100"))));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"unchanged","primary_id":"ada","line":1,"warnings":[)"
            R"({"code":"duplicate_child","line":1,)"
            R"("message":"a second identifier of type BARCODE and value 100 is ignored"}]})"
            "\n");
  EXPECT_EQ(field("ada", "user_identifiers"),
            "1 user_identifier: BARCODE, 100, ACTIVE, [internal]");
}

// Ids on the move --------------------------------------------------------------------------------

TEST_F(Matching, a_barcode_given_up_earlier_in_the_feed_is_free) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  load(users(person("ada", barcode("300")) + person("bob", barcode("100"))));
  EXPECT_EQ(field("ada", "user_identifiers"), "1 user_identifier: BARCODE, 300");
  EXPECT_EQ(field("bob", "user_identifiers"), "1 user_identifier: BARCODE, 100");
}

TEST_F(Matching, a_barcode_goes_to_a_newcomer_when_its_owner_gave_it_up_before) {
  load(users(person("ada", barcode("100"))));
  EXPECT_EQ(load(users(person("ada") + person("bob", barcode("100")))).summary(),
            "completed_successfully: 2 processed, 1 created, 1 updated, 0 unchanged, 0 rejected");
}

TEST_F(Matching, a_rejected_record_gives_nothing_up) {
  load(users(person("ada", barcode("100")) + person("eve", barcode("900"))));
  const Ended ended = load(users(person("ada", barcode("900")) + person("bob", barcode("100"))));
  EXPECT_EQ(ended.lines, taken("ada", "BARCODE", "900", "by user eve") +
                             taken("bob", "BARCODE", "100", "by user ada"));
}

// Mandatory fields -------------------------------------------------------------------------------

TEST_F(Matching, records_without_a_mandatory_field_are_rejected) {
  profile_.mandatory = {"last_name", "email"};
  const Ended ended =
      load(users(person("ada", "<last_name>King</last_name>" + email_xml("a@example.edu")) +
                 person("bob", "<last_name>King</last_name>") +
                 person("eve", "<last_name> </last_name>" + email_xml("e@example.edu"))));
  EXPECT_EQ(ended.lines,
            created("ada") + rejected("bob", "missing_field", "Mandatory field is missing: email") +
                rejected("eve", "missing_field", "Mandatory field is missing: last_name"));
}

}  // namespace
}  // namespace roster::test
