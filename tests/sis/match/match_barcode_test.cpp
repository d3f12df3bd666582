// Matching by an identifier other than the primary id, and primary ids made up for newcomers.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class MatchingByBarcode : public LoadTest {
 protected:
  MatchingByBarcode() { profile_.synchronize.match = "BARCODE"; }

  static std::string two_barcodes(std::string_view one, std::string_view other) {
    return element("user_identifiers",
                   identifier_xml("BARCODE", one) + identifier_xml("BARCODE", other));
  }
};

TEST_F(MatchingByBarcode, the_primary_id_may_change) {
  load(users(person("ada", barcode("100"))));
  const Ended ended = load(users(person("augusta", barcode("100"))));
  EXPECT_EQ(ended.lines, updated("augusta", R"("primary_id")"));
  EXPECT_EQ(everybody(), std::vector<std::string>{"augusta"});
}

TEST_F(MatchingByBarcode, a_record_without_primary_id_keeps_the_stored_one) {
  load(users(person("ada", barcode("100"))));
  load(users("<user><last_name>King</last_name>" + barcode("100") + "</user>"));
  EXPECT_EQ(field("ada", "last_name"), "King");
}

TEST_F(MatchingByBarcode, a_record_without_the_identifier_is_rejected) {
  EXPECT_EQ(
      load(users(person("ada", identifiers("UNIV_ID", "100")))).lines,
      rejected("ada", "missing_field", "Mandatory field is missing: identifier of type BARCODE"));
}

TEST_F(MatchingByBarcode, the_case_of_letters_does_not_matter) {
  load(users(person("ada", barcode("abc"))));
  EXPECT_EQ(load(users(person("bob", barcode("ABC")))).lines,
            updated("bob", R"("primary_id","user_identifiers")"));
  EXPECT_EQ(everybody(), std::vector<std::string>{"bob"});
}

TEST_F(MatchingByBarcode, an_identifier_of_another_type_is_no_match) {
  load(users(person("ada", two_barcodes("100", "101"))));
  set("ada", "user_identifier:CARD", "500");
  EXPECT_EQ(load(users(person("bob", barcode("500")))).lines,
            taken("bob", "BARCODE", "500", "by user ada"));
}

TEST_F(MatchingByBarcode, the_primary_id_of_somebody_else_is_taken) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  EXPECT_EQ(load(users(person("bob", barcode("100")))).lines,
            taken("bob", "primary_id", "bob", "by user bob"));
}

TEST_F(MatchingByBarcode, barcodes_of_two_people_in_one_record_are_ambiguous) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const Ended ended = load(users(person("eve", two_barcodes("100", "200"))));
  EXPECT_EQ(ended.lines, rejected("eve", "ambiguous_match",
                                  "the identifiers of type BARCODE belong to different users"));
}

TEST_F(MatchingByBarcode, a_record_before_may_clear_the_way) {
  load(users(person("ada", two_barcodes("100", "101")) + person("bob", barcode("200"))));
  const Ended ended =
      load(users(person("ada", barcode("100")) + person("bob", two_barcodes("101", "200"))));
  EXPECT_EQ(ended.summary(),
            "completed_successfully: 2 processed, 0 created, 2 updated, 0 unchanged, 0 rejected");
  EXPECT_EQ(field("bob", "user_identifiers"), "2 user_identifiers: BARCODE, 101; BARCODE, 200");
}

TEST_F(MatchingByBarcode, unmatched_records_name_the_barcode) {
  profile_.synchronize.unmatched = sis::Unmatched::reject;
  EXPECT_EQ(load(users(person("ada", barcode("100")))).lines,
            rejected("ada", "no_match", "no user with BARCODE 100"));
}

// Primary ids made up ----------------------------------------------------------------------------

class GeneratedIds : public MatchingByBarcode {
 protected:
  GeneratedIds() { profile_.generate_primary_id = true; }

  static std::string nameless(std::string_view first, std::string_view last,
                              std::string_view code) {
    return "<user>" + element("first_name", first) + element("last_name", last) + barcode(code) +
           "</user>";
  }
};

TEST_F(GeneratedIds, are_made_of_first_and_last_name) {
  load(users(nameless("Ada", "King Noel", "100")));
  EXPECT_EQ(everybody(), std::vector<std::string>{"Ada.King_Noel"});
}

TEST_F(GeneratedIds, are_numbered_when_the_name_is_taken) {
  load(users(nameless("Ada", "King", "100") + nameless("ada", "king", "101")));
  load(users(nameless("ADA", "KING", "102")));
  EXPECT_EQ(everybody(), (std::vector<std::string>{"Ada.King", "ada.king2", "ADA.KING3"}));
}

TEST_F(GeneratedIds, are_nobodys_identifier) {
  load(users(person("bob", element("user_identifiers", identifier_xml("BARCODE", "1") +
                                                           identifier_xml("NET", "Ada.King")))));
  load(users(nameless("Ada", "King", "100")));
  EXPECT_EQ(everybody(), (std::vector<std::string>{"Ada.King2", "bob"}));
}

TEST_F(GeneratedIds, stay_at_the_next_load) {
  const std::string feed = users(nameless("Ada", "King", "100"));
  load(feed);
  set("Ada.King", "user_note:LIBRARY", "so that the record is read again");
  EXPECT_EQ(load(feed).summary(),
            "completed_with_warnings: 1 processed, 0 created, 0 updated, 1 unchanged, 0 rejected");
}

TEST_F(GeneratedIds, are_made_by_imports_too) {
  const Ended ended =
      import(users(nameless("Ada", "King", "100") + nameless("Ada", "King", "101")));
  EXPECT_EQ(ended.summary(),
            "completed_with_warnings: 2 processed, 2 created, 0 updated, 0 unchanged, 0 rejected")
      << ended.lines;
  EXPECT_EQ(everybody(), (std::vector<std::string>{"Ada.King", "Ada.King2"}));
}

TEST_F(GeneratedIds, need_a_name) {
  const Ended ended = load(users("<user>" + barcode("100") + "</user>"));
  EXPECT_EQ(ended.lines, R"({"outcome":"rejected","line":1,"code":"missing_field",)"
                         R"("message":"Mandatory field is missing: primary_id"})"
                         "\n");
}

TEST_F(MatchingByBarcode, without_the_profiles_leave_no_id_is_made_up) {
  const Ended ended = load(users("<user><last_name>King</last_name>" + barcode("1") + "</user>"));
  EXPECT_EQ(ended.lines, R"({"outcome":"rejected","line":1,"code":"missing_field",)"
                         R"("message":"Mandatory field is missing: primary_id"})"
                         "\n");
}

}  // namespace
}  // namespace roster::test
