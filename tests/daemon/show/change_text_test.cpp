// What changes in a user, as a person reads it.
#include "daemon/show/change_text.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"

namespace roster {
namespace {

std::string change(const User& before, const User& after, Colour colour = Colour::no) {
  return render_change(&before, after, differing_fields(before, after), colour);
}

Email email(const std::string& address) {
  Email one;
  one.email_address = address;
  one.types = {{"work", ""}};
  return one;
}

TEST(Change, NamesThePersonOnceAndThenEachField) {
  const User before = test::plain_user("ada");
  User after = before;
  after.user_group = {"STAFF", ""};
  after.last_name = "Byron";
  after.external_id.clear();
  EXPECT_EQ(change(before, after),
            "ada:\n"
            "  last_name: (none) -> Byron\n"
            "  user_group: STUDENT (Student) -> STAFF\n"
            "  external_id: SIS -> (none)\n");
  EXPECT_EQ(render_change(nullptr, after, {}), "ada: new user\n");
  EXPECT_EQ(change(before, before), "");
}

TEST(Change, OfAPrimaryIdIsToldUnderTheOldOne) {
  EXPECT_EQ(change(test::plain_user("ada"), test::plain_user("byron")),
            "ada:\n  primary_id: ada -> byron\n");
}

TEST(Change, OfAListShowsOnlyTheItemsThatCameOrWent) {
  User before = test::plain_user("ada"), after = before;
  before.emails = {email("stays@example.edu"), email("old@example.edu")};
  after.emails = {email("stays@example.edu"), email("new@example.edu")};
  EXPECT_EQ(change(before, after),
            "ada:\n"
            "  emails:\n"
            "    - old@example.edu, work\n"
            "    + new@example.edu, work\n");
  after.emails = {email("old@example.edu"), email("stays@example.edu")};
  EXPECT_EQ(change(before, after), "ada:\n  emails:\n    in another order\n");
}

TEST(Change, OfThePinIsToldButNotShown) {
  User before = test::plain_user("ada"), after = before;
  before.pin_number = "1111";
  after.pin_number = "2222";
  EXPECT_EQ(change(before, after), "ada:\n  pin_number: (hidden) -> (hidden)\n");
}

TEST(Change, IsColouredWhereTheTerminalCan) {
  User before = test::plain_user("ada"), after = before;
  after.user_group = {"STAFF", ""};
  before.emails = {email("old@example.edu")};
  EXPECT_EQ(change(before, after, Colour::yes),
            "ada:\n"
            "  user_group: \x1b[31mSTUDENT (Student)\x1b[0m -> \x1b[32mSTAFF\x1b[0m\n"
            "  emails:\n"
            "    \x1b[31m- old@example.edu, work\x1b[0m\n");
}

}  // namespace
}  // namespace roster
