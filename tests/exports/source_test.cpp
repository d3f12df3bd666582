// Where a column's value comes from.
#include "exports/source.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"

namespace roster::exports::test {
namespace {

const Day kToday = *parse_day("2026-11-22");

std::string value(std::string_view from, const User& user) {
  std::string out;
  parse_source(from, kToday)(user, out);
  return out;
}

std::string value(std::string_view from) { return value(from, roster::test::full_user()); }

std::string refusal(std::string_view from) {
  try {
    parse_source(from, kToday);
  } catch (const BadSource& error) {
    return error.what();
  }
  return "";
}

TEST(Source, IsAFieldOfTheUser) {
  EXPECT_EQ(value("last_name"), "Ødegård");
  EXPECT_EQ(value("expiry_date"), "2027-06-30");
  EXPECT_EQ(value("user_group"), "STAFF");
  EXPECT_EQ(value("user_group.desc"), "Staff");
  EXPECT_EQ(value("is_researcher"), "false");
}

TEST(Source, IsTheItemOfAType) {
  EXPECT_EQ(value("user_identifier:UNIV_ID"), "U1");
  EXPECT_EQ(value("user_identifiers:BARCODE.status"), "ACTIVE");
  EXPECT_EQ(value("user_statistics:DEPT"), "HIST");
  EXPECT_EQ(value("user_notes:LIBRARY"), "text");
  EXPECT_EQ(value("user_block:GENERAL.block_note"), "note");
  EXPECT_EQ(value("user_identifier:PASSPORT"), "");
}

TEST(Source, IsAPartOfAnAddress) {
  EXPECT_EQ(value("addresses:home.city"), "Oslo");
  EXPECT_EQ(value("address:work"), "1 Long Street");
  EXPECT_EQ(value("addresses:home.country"), "NOR");
  EXPECT_EQ(value("addresses:home.country.desc"), "Norway");
}

TEST(Source, TakesThePreferredItemBeforeOthersOfItsType) {
  User user;
  user.emails = {{Segment::external, false, "first@example.edu", "", {{"work", ""}}},
                 {Segment::external, true, "preferred@example.edu", "", {{"work", ""}}}};
  EXPECT_EQ(value("email:work", user), "preferred@example.edu");
  EXPECT_EQ(value("emails:preferred", user), "preferred@example.edu");
  user.emails.pop_back();
  EXPECT_EQ(value("emails:preferred", user), "first@example.edu");
  EXPECT_EQ(value("emails:home", user), "");
}

TEST(Source, ANumberForTextMessagesIsNoOther) {
  EXPECT_EQ(value("phones:preferred_sms"), "+47 22 00 00 00");
  User user;
  user.phones = {{Segment::external, true, false, "1", {}}};
  EXPECT_EQ(value("phones:preferred_sms", user), "");
}

TEST(Source, ActiveIsWhoMayUseTheLibraryToday) {
  User user;
  EXPECT_EQ(value("active", user), "true");
  user.expiry_date = kToday;
  EXPECT_EQ(value("active", user), "true");
  user.expiry_date = kToday - std::chrono::days(1);
  EXPECT_EQ(value("active", user), "false");
  user.expiry_date.reset();
  user.status.value = "INACTIVE";
  EXPECT_EQ(value("active", user), "false");
}

TEST(Source, WhatDoesNotExistIsRefused) {
  EXPECT_EQ(refusal("surname"), "a user has no field 'surname'");
  EXPECT_EQ(refusal("last_name.desc"), "a user has no field 'last_name.desc'");
  EXPECT_EQ(refusal("addresses"), "a user has no field 'addresses'");
  EXPECT_EQ(refusal("addresses:home.town"),
            "'addresses:home.town': there is no 'town' in addresses");
  EXPECT_EQ(refusal("barcodes:X"),
            "'barcodes:X' is no LIST:TYPE of a user, as in user_identifier:BARCODE");
  EXPECT_EQ(refusal("user_identifier:"),
            "'user_identifier:' is no LIST:TYPE of a user, as in user_identifier:BARCODE");
}

}  // namespace
}  // namespace roster::exports::test
