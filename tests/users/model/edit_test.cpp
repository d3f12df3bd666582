// What staff may do to a user by hand, and what they are told when they may not.
#include "users/model/edit.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"

namespace roster::test {
namespace {

/// The message of an edit that makes no sense; "accepted" when it does.
template <class Edit>
std::string answer(Edit&& edit) {
  try {
    edit();
  } catch (const EditError& refused) {
    return refused.what();
  }
  return "accepted";
}

std::string set(User& user, std::string_view field, std::string_view value) {
  return answer([&] { set_field(user, field, value); });
}
std::string unset(User& user, std::string_view field) {
  return answer([&] { unset_field(user, field); });
}
std::string restore(User& user, std::string_view field) {
  return answer([&] { restore_field(user, field); });
}

std::string shown(const User& user, std::string_view field) {
  return display_field(user, field_by_name(field).value());
}

bool is_marked(const User& user, std::string_view field) {
  return manual_edit(user, field_by_name(field).value()) != nullptr;
}

struct Typed {
  const char* field;
  const char* value;
  const char* shown;
};

class EveryKind : public testing::TestWithParam<Typed> {};

TEST_P(EveryKind, OfFieldIsSetAndEmptiedAgain) {
  User user = plain_user("ada");
  EXPECT_EQ(set(user, GetParam().field, GetParam().value), "accepted");
  EXPECT_EQ(shown(user, GetParam().field), GetParam().shown);
  EXPECT_EQ(unset(user, GetParam().field), "accepted");
  EXPECT_EQ(shown(user, GetParam().field), "");
}

INSTANTIATE_TEST_SUITE_P(
    Edit, EveryKind,
    testing::Values(Typed{"last_name", "Ødegård", "Ødegård"},          // text
                    Typed{"gender", "FEMALE", "FEMALE"},               // code
                    Typed{"status", "INACTIVE", "INACTIVE"},           // code with a known set
                    Typed{"expiry_date", "2027-06-30", "2027-06-30"},  // day
                    Typed{"is_researcher", "false", "false"},          // yes or no
                    Typed{"rs_libraries", "MAIN,,LAW,", "2 rs_libraries: MAIN; LAW"},
                    Typed{"library_notices", "OVERDUE=true,HOLD=false",
                          "2 library_notices: OVERDUE, value; HOLD"}),
    [](const auto& given) { return std::string(given.param.field); });

TEST(Edit, AValueThatDoesNotFitIsRefusedAndSaysWhy) {
  User user = plain_user("ada");
  const User before = user;
  EXPECT_EQ(set(user, "shoe_size", "43"), "there is no field shoe_size");
  EXPECT_EQ(set(user, "last_name", ""),
            "last_name: the value is empty; use unset to empty a field");
  EXPECT_EQ(set(user, "expiry_date", "30.06.2027"),
            "expiry_date: '30.06.2027' is not a date (YYYY-MM-DD)");
  EXPECT_EQ(set(user, "is_researcher", "yes"), "is_researcher: 'yes' is neither true nor false");
  EXPECT_EQ(set(user, "library_notices", "HOLD"),
            "library_notices: 'HOLD' is not of the form CODE=true or CODE=false");
  EXPECT_EQ(set(user, "library_notices", "HOLD=on"),
            "library_notices: 'on' is neither true nor false");
  EXPECT_EQ(set(user, "last_name", "Ada\x1b[2J"), "last_name: the value has control characters");
  EXPECT_EQ(set(user, "last_name", "Ada\xc2\x9b"), "last_name: the value has control characters");
  EXPECT_EQ(set(user, "last_name", "caf\xe9"), "last_name: the value is not UTF-8");
  EXPECT_EQ(set(user, "campus_code", std::string(51, 'x')),
            "campus_code: the value has 51 characters; the maximum is 50");
  EXPECT_EQ(user, before);
}

TEST(Edit, TheLimitCountsCharactersNotBytes) {
  User user = plain_user("ada");
  std::string longest;
  for (int i = 0; i < 50; ++i) longest += "ø";
  EXPECT_EQ(set(user, "campus_code", longest), "accepted");
  EXPECT_EQ(set(user, "campus_code", longest + "ø"),
            "campus_code: the value has 51 characters; the maximum is 50");
}

TEST(Edit, CodesThatRosterGoesByMustBeKnown) {
  User user = plain_user("ada");
  EXPECT_EQ(set(user, "account_type", "internal"),
            "account_type: 'internal' is not valid; allowed: INTERNAL, EXTERNAL");
  EXPECT_EQ(set(user, "status", "GONE"), "status: 'GONE' is not valid; allowed: ACTIVE, INACTIVE");
  EXPECT_EQ(set(user, "record_type", "pubic"),
            "record_type: 'pubic' is not valid; allowed: PUBLIC, STAFF, CONTACT");
  EXPECT_EQ(set(user, "account_type", "INTERNAL"), "accepted");
  EXPECT_FALSE(is_external(user));
}

TEST(Edit, WhatAUserCannotBeWithoutStays) {
  User user = plain_user("ada");
  EXPECT_EQ(unset(user, "primary_id"), "primary_id cannot be empty");
  EXPECT_EQ(unset(user, "account_type"), "account_type cannot be empty");
  EXPECT_EQ(unset(user, "record_type"), "record_type cannot be empty");
  EXPECT_EQ(unset(user, "emails"), "emails is a list; give the item type: LIST:TYPE");
  EXPECT_EQ(unset(user, "shoe_size"), "there is no field shoe_size");
}

TEST(Edit, AProtectedFieldRemembersWhatTheSisHadSupplied) {
  User user = plain_user("ada");
  set(user, "user_group", "VISITOR");
  set(user, "user_group", "STAFF");
  EXPECT_TRUE(is_marked(user, "user_group"));
  EXPECT_EQ(restore(user, "user_group"), "accepted");
  EXPECT_EQ(shown(user, "user_group"), "STUDENT (Student)");
  EXPECT_FALSE(is_marked(user, "user_group"));
}

TEST(Edit, AProtectedFieldThatIsEmptiedIsProtectedToo) {
  User user = plain_user("ada");
  unset(user, "user_group");
  EXPECT_TRUE(is_marked(user, "user_group"));
  EXPECT_EQ(restore(user, "user_group"), "accepted");
  EXPECT_EQ(shown(user, "user_group"), "STUDENT (Student)");
}

TEST(Edit, TypingTheSisValueAgainEndsTheProtection) {
  User user = plain_user("ada");
  const User before = user;
  set(user, "user_group", "VISITOR");
  set(user, "user_group", "STUDENT");  // nobody types the label
  EXPECT_EQ(user, before);
  set(user, "user_group", "STUDENT");
  EXPECT_EQ(user, before);
}

TEST(Edit, AProtectedListGoesBackToTheSisValueWithItsLabels) {
  User user = full_user();
  const User before = user;
  set(user, "rs_libraries", "LAW");
  EXPECT_TRUE(is_marked(user, "rs_libraries"));
  set(user, "rs_libraries", "MAIN,LAW");
  set(user, "library_notices", "HOLD=true");
  set(user, "library_notices", "OVERDUE=true,HOLD=false");
  EXPECT_EQ(user, before);
}

TEST(Edit, APreferredNameStaysStaffsUntilItIsRestored) {
  User user = plain_user("ada");
  user.pref_first_name = "Ada";
  set(user, "pref_first_name", "Augusta");
  set(user, "pref_first_name", "Ada");
  EXPECT_TRUE(is_marked(user, "pref_first_name"));
  EXPECT_EQ(restore(user, "pref_first_name"), "accepted");
  EXPECT_EQ(user.pref_first_name, "Ada");
  EXPECT_FALSE(is_marked(user, "pref_first_name"));
}

TEST(Edit, OtherFieldsAreNotRemembered) {
  User user = plain_user("ada");
  set(user, "last_name", "Byron");
  set(user, "expiry_date", "2027-06-30");
  EXPECT_TRUE(user.manual_edits.empty());
  EXPECT_EQ(restore(user, "last_name"), "last_name was not changed by hand");
  EXPECT_EQ(restore(user, "shoe_size"), "there is no field shoe_size");
}

TEST(Edit, EditsAreKeptInTheOrderOfTheFields) {
  User user = plain_user("ada");
  set(user, "pref_last_name", "Lovelace");
  set(user, "pin_number", "4711");
  set(user, "user_group", "VISITOR");
  ASSERT_EQ(user.manual_edits.size(), 3U);
  EXPECT_EQ(user.manual_edits[0].field, std::uint8_t(Field::pin_number));
  EXPECT_EQ(user.manual_edits[1].field, std::uint8_t(Field::user_group));
  EXPECT_EQ(user.manual_edits[2].field, std::uint8_t(Field::pref_last_name));
}

TEST(Edit, ADatabasesNoValueIsNoDateToPurgeBy) {
  User user = plain_user("ada");
  const std::string no_date = " is a database's \"no value\", not a date";
  EXPECT_EQ(set(user, "purge_date", "1970-01-01"), "purge_date: 1970-01-01" + no_date);
  EXPECT_EQ(set(user, "expiry_date", "1900-01-01"), "expiry_date: 1900-01-01" + no_date);
  EXPECT_EQ(user, plain_user("ada"));
  EXPECT_EQ(set(user, "birth_date", "1970-01-01"), "accepted");
}

}  // namespace
}  // namespace roster::test
