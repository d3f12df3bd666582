// Warnings about people: due already, erased before, or another one than before.
#include "sis/match/other_person.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class OddPeople : public LoadTest {
 protected:
  std::int64_t warned(const Ended& ended, const std::string& code) {
    const auto found = ended.job.warnings.find(code);
    return found == ended.job.warnings.end() ? 0 : found->second;
  }
  static std::string john() {
    return users(person("js1",
                        "<first_name>John</first_name><last_name>Smith</last_name>"
                        "<birth_date>1990-01-01</birth_date>" +
                            barcode("100")));
  }
  /// The same id with another name, and further elements.
  static std::string jane(std::string_view elements) {
    return users(person("js1", "<first_name>Jane</first_name><last_name>Stone</last_name>" +
                                   std::string(elements)));
  }
};

TEST_F(OddPeople, who_are_created_and_due_are_told_of) {
  EXPECT_EQ(load(users(user_xml("ada", "<purge_date>2026-11-22</purge_date>"))).lines,
            R"({"outcome":"created","primary_id":"ada","line":1,"warnings":[)"
            R"({"code":"already_due","line":1,)"
            R"("message":"the new user is due for purge already: the purge date is 2026-11-22"}]})"
            "\n");
  EXPECT_EQ(
      warned(load(users(user_xml("ada", "<purge_date>2026-11-21</purge_date>"))), "already_due"), 0)
      << "an update";
}

TEST_F(OddPeople, who_were_erased_before_are_told_of) {
  request_.was_erased = [](Transaction&, const User& user) -> sis::WasErased {
    using Answer = sis::WasErased::Answer;
    return {user.primary_id == "ada" ? Answer::yes : Answer::no, {}};
  };
  EXPECT_EQ(load(users(person("ada") + person("bob"))).lines,
            R"({"outcome":"created","primary_id":"ada","line":1,"warnings":[)"
            R"({"code":"erased_before","line":1,)"
            R"("message":"an earlier user with an id of this new user was erased"}]})"
            "\n" +
                created("bob"));
}

TEST_F(OddPeople, whom_nobody_can_look_up_in_the_ledger_are_told_of_once) {
  request_.was_erased = [](Transaction&, const User&) -> sis::WasErased {
    return {sis::WasErased::Answer::unknown, "its key is missing"};
  };
  const Ended ended = load(users(person("ada") + person("bob")));
  EXPECT_EQ(ended.job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(ended.lines,
            R"({"outcome":"warned","warnings":[{"code":"ledger_unreadable",)"
            R"("message":"nobody can tell whether new users of this feed were erased before: )"
            R"(its key is missing"}]})"
            "\n" +
                created("ada") + created("bob"));
  EXPECT_EQ(load(users(person("ada") + person("bob"))).job.status,
            JobStatus::completed_successfully)
      << "nobody is new";
}

TEST_F(OddPeople, with_a_known_id_and_nothing_else_in_common_are_told_of) {
  load(john());
  const Ended ended = load(jane("<birth_date>2007-05-05</birth_date>" + barcode("900")));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"updated","primary_id":"js1","line":1,)"
            R"("fields":["first_name","last_name","birth_date","user_identifiers"],"warnings":[)"
            R"({"code":"other_person","line":1,)"
            R"("message":"the record may be about a different person: no name matches the stored )"
            R"(user"}]})"
            "\n");
}

TEST_F(OddPeople, are_another_person_when_they_were_born_on_another_day) {
  load(john());
  EXPECT_EQ(
      warned(load(jane("<birth_date>1990-01-02</birth_date>" + barcode("100"))), "other_person"),
      1);
}

TEST_F(OddPeople, are_the_same_with_another_id_in_common) {
  load(john());
  EXPECT_EQ(
      warned(load(jane("<birth_date>1990-01-01</birth_date>" + barcode("100"))), "other_person"),
      0);
}

TEST_F(OddPeople, are_the_same_with_one_name_in_common) {
  load(john());
  EXPECT_EQ(warned(load(users(person("js1",
                                     "<first_name>JOHN</first_name>"
                                     "<last_name>Stone-Byron</last_name>"))),
                   "other_person"),
            0);
}

TEST(OtherPerson, is_nobody_without_a_name) {
  User before, after;
  after.last_name = "King";
  EXPECT_FALSE(sis::is_other_person(before, after, "primary_id"));
  EXPECT_FALSE(sis::is_other_person(after, before, "primary_id"));
  before.last_name = "Noel";
  EXPECT_TRUE(sis::is_other_person(before, after, "primary_id")) << "one name is enough";
  before.first_name = "Ada";
  after.first_name = "Eve";
  EXPECT_TRUE(sis::is_other_person(before, after, "primary_id"));
  before.middle_name = "Anne King";
  EXPECT_FALSE(sis::is_other_person(before, after, "primary_id"));
}

TEST(OtherPerson, has_no_name_whose_initial_was_known) {
  User before, after;
  before.first_name = "Å.";
  before.last_name = "Noel";
  after.first_name = "åse";
  after.last_name = "King";
  EXPECT_FALSE(sis::is_other_person(before, after, "primary_id"));
  EXPECT_FALSE(sis::is_other_person(after, before, "primary_id"));
  after.first_name = "Kåse";
  EXPECT_TRUE(sis::is_other_person(before, after, "primary_id"));
}

TEST(OtherPerson, is_told_whatever_staff_had_entered) {
  User before;
  before.primary_id = "js1";
  before.first_name = "John";
  before.last_name = "Smith";
  set_field(before, "pref_first_name", "Jack");
  set_field(before, "user_identifier:BARCODE", "77");
  User after = before;  // what staff entered stays
  after.first_name = "Jane";
  after.last_name = "Stone";
  EXPECT_TRUE(sis::is_other_person(before, after, "primary_id"));
}

TEST(OtherPerson, matched_by_a_barcode_is_the_same_with_the_same_primary_id) {
  User before, after;
  before.first_name = "Eve";
  before.last_name = "Noel";
  after.first_name = "Ann";
  after.last_name = "King";
  before.primary_id = "Ada";
  after.primary_id = "ADA";
  EXPECT_FALSE(sis::is_other_person(before, after, "BARCODE"));
  EXPECT_TRUE(sis::is_other_person(before, after, "primary_id"));
}

}  // namespace
}  // namespace roster::test
