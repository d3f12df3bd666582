// The list items that staff add by hand: internal ones, which no load touches.
#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"
#include "users/model/edit.hpp"

namespace roster::test {
namespace {

std::string set(User& user, std::string_view field, std::string_view value) {
  try {
    set_field(user, field, value);
  } catch (const EditError& refused) {
    return refused.what();
  }
  return "accepted";
}

std::string unset(User& user, std::string_view field) {
  try {
    unset_field(user, field);
  } catch (const EditError& refused) {
    return refused.what();
  }
  return "accepted";
}

std::string shown(const User& user, std::string_view field) {
  return display_field(user, field_by_name(field).value());
}

struct Added {
  const char* item;
  const char* list;
  const char* shown;
};

class EveryList : public testing::TestWithParam<Added> {};

TEST_P(EveryList, GetsAnInternalItemOfItsTypeAndLosesItAgain) {
  User user = plain_user("ada");
  EXPECT_EQ(set(user, GetParam().item, "value"), "accepted");
  EXPECT_EQ(shown(user, GetParam().list), GetParam().shown);
  EXPECT_EQ(unset(user, GetParam().item), "accepted");
  EXPECT_EQ(user, plain_user("ada"));
}

INSTANTIATE_TEST_SUITE_P(
    EditItems, EveryList,
    testing::Values(Added{"address:home", "addresses", "1 address: value, home, [internal]"},
                    Added{"email:work", "emails", "1 email: value, work, [internal]"},
                    Added{"phone:mobile", "phones", "1 phone: value, mobile, [internal]"},
                    Added{"user_identifier:BARCODE", "user_identifiers",
                          "1 user_identifier: BARCODE, value, ACTIVE, [internal]"},
                    Added{"user_block:GENERAL", "user_blocks",
                          "1 user_block: GENERAL, value, ACTIVE, [internal]"},
                    Added{"user_note:LIBRARY", "user_notes",
                          "1 user_note: LIBRARY, value, [internal]"},
                    Added{"user_statistic:FACULTY", "user_statistics",
                          "1 user_statistic: FACULTY, value, [internal]"}),
    [](const auto& given) { return std::string(given.param.list); });

TEST(EditItems, AListGoesByItsOwnNameOrThatOfOneItem) {
  User one = plain_user("ada"), other = plain_user("ada");
  set(one, "email:work", "ada@example.edu");
  set(other, "emails:work", "ada@example.edu");
  EXPECT_EQ(one, other);
}

TEST(EditItems, ASecondItemOfTheTypeReplacesTheFirst) {
  User user = plain_user("ada");
  set(user, "email:work", "ada@example.edu");
  set(user, "email:home", "ada@example.org");
  set(user, "email:work", "byron@example.edu");
  EXPECT_EQ(shown(user, "emails"),
            "2 emails: ada@example.org, home, [internal]; byron@example.edu, work, [internal]");
}

TEST(EditItems, WhatTheSisSuppliedStays) {
  User user = plain_user("ada");
  user.emails = {{Segment::external, false, "ada@example.edu", "", {{"work", ""}}}};
  set(user, "email:work", "ada@example.org");
  EXPECT_EQ(unset(user, "email:work"), "accepted");
  EXPECT_EQ(unset(user, "email:work"), "there is no internal email:work");
  EXPECT_EQ(shown(user, "emails"), "1 email: ada@example.edu, work");
}

TEST(EditItems, AnIdentifierOfTheSisIsFreedAfterStaffsOwn) {
  User user = plain_user("ada");
  user.user_identifiers = {identifier("BARCODE", "B1"), identifier("UNIV_ID", "U1")};
  set(user, "user_identifier:BARCODE", "B2");
  EXPECT_EQ(unset(user, "user_identifier:BARCODE"), "accepted");
  EXPECT_EQ(shown(user, "user_identifiers"), "2 user_identifiers: BARCODE, B1; UNIV_ID, U1");
  EXPECT_EQ(unset(user, "user_identifier:BARCODE"), "accepted");
  EXPECT_EQ(shown(user, "user_identifiers"), "1 user_identifier: UNIV_ID, U1");
  EXPECT_EQ(unset(user, "user_identifier:BARCODE"), "there is no user_identifier:BARCODE");
}

TEST(EditItems, AMistakeChangesNothingAndSaysWhy) {
  User user = plain_user("ada");
  set(user, "email:work", "ada@example.edu");
  const User before = user;
  EXPECT_EQ(set(user, "emails", "x"), "emails is a list; give the item type: email:TYPE");
  EXPECT_EQ(set(user, "email:", "x"), "'email:' has no item type; write email:TYPE");
  EXPECT_EQ(unset(user, "email:"), "'email:' has no item type; write email:TYPE");
  EXPECT_EQ(set(user, "shoe:left", "43"), "there is no list shoe");
  EXPECT_EQ(unset(user, "shoe:left"), "there is no list shoe");
  EXPECT_EQ(set(user, "rs_libraries:MAIN", "x"), "there is no list rs_libraries");
  EXPECT_EQ(set(user, "email:work", ""),
            "email:work: the value is empty; use unset to empty a field");
  EXPECT_EQ(set(user, "email:work", "a\x07"), "email:work: the value has control characters");
  EXPECT_EQ(set(user, "email:work", "a\uFFFE"), "email:work: the value has control characters");
  EXPECT_EQ(set(user, "email:work", "a\uFFFF"), "email:work: the value has control characters");
  EXPECT_EQ(set(user, "email:work", "caf\xe9"), "email:work: the value is not UTF-8");
  EXPECT_EQ(set(user, "email:caf\xe9", "a"), "email:caf\xe9: the value is not UTF-8");
  EXPECT_EQ(set(user, "email:work", std::string(256, 'a')),
            "email:work: the value has 256 characters; the maximum is 255");
  EXPECT_EQ(set(user, "user_note:LIBRARY", std::string(2001, 'a')),
            "user_note:LIBRARY: the value has 2001 characters; the maximum is 2000");
  EXPECT_EQ(set(user, "user_note:LIBRARY", std::string(2000, 'a')), "accepted");
  unset(user, "user_note:LIBRARY");
  EXPECT_EQ(user, before);
}

TEST(EditItems, ANoteMayHaveLines) {
  User user = plain_user("ada");
  EXPECT_EQ(set(user, "user_note:LIBRARY", "first\n\tsecond"), "accepted");
  EXPECT_EQ(user.user_notes.front().note_text, "first\n\tsecond");
}

}  // namespace
}  // namespace roster::test
