#include "users/model/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>

#include "tests/users/sample_users.hpp"
#include "users/model/shape.hpp"

namespace roster {
namespace {

using test::full_user;
using testing::ElementsAre;

TEST(Fields, HaveTheNamesOfTheSchemaInItsOrder) {
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    EXPECT_EQ(field_name(Field(index)), member.name);
    EXPECT_EQ(field_by_name(member.name), Field(index));
    ++index;
  });
  EXPECT_EQ(index, kFieldCount);
  EXPECT_EQ(field_by_name("full_name"), std::nullopt);
  EXPECT_EQ(field_by_name(""), std::nullopt);
}

TEST(Fields, TagsAreNeverUsedTwice) {
  std::vector<int> tags;
  for_each_member<User>([&](const auto& member) { tags.push_back(member.tag); });
  std::sort(tags.begin(), tags.end());
  EXPECT_EQ(std::adjacent_find(tags.begin(), tags.end()), tags.end());
}

TEST(Fields, GuardedOnesAreTheVendorsProtectedGroup) {
  FieldSet guarded;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    guarded.set(i, treatment(Field(i)) == Treatment::guarded);
  }
  EXPECT_THAT(field_names(guarded),
              ElementsAre("pin_number", "user_title", "job_category", "user_group", "campus_code",
                          "preferred_language", "rs_libraries", "library_notices"));
}

TEST(Fields, ListsWithSegmentsAreSegmented) {
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    using Value = std::remove_cvref_t<decltype(User{}.*member.pointer)>;
    if constexpr (requires(Value value) { value.front().segment; }) {
      EXPECT_EQ(treatment(Field(index)), Treatment::segmented) << member.name;
    } else {
      EXPECT_NE(treatment(Field(index)), Treatment::segmented) << member.name;
    }
    ++index;
  });
}

TEST(Fields, DifferWhereUsersDiffer) {
  EXPECT_TRUE(differing_fields(full_user(), full_user()).none());
  User other = full_user();
  other.user_group.desc = "Academic staff";
  other.emails[1].segment = Segment::external;
  EXPECT_THAT(field_names(differing_fields(full_user(), other)),
              ElementsAre("user_group", "emails"));
  EXPECT_TRUE(differing_fields(full_user(), User{}).all());
}

TEST(Fields, AManualEditIsNoFieldOfItsOwn) {
  User other = full_user();
  other.manual_edits.clear();
  EXPECT_TRUE(differing_fields(full_user(), other).none());
  EXPECT_NE(full_user(), other);
}

TEST(Fields, ManualEditsAreFoundByField) {
  const User user = full_user();
  ASSERT_NE(manual_edit(user, Field::user_group), nullptr);
  EXPECT_EQ(manual_edit(user, Field::user_group)->last_sis_value, "last");
  EXPECT_EQ(manual_edit(user, Field::pin_number), nullptr);
}

TEST(Fields, CopyMakesOneFieldEqual) {
  User user;
  copy_field(full_user(), user, Field::addresses);
  EXPECT_EQ(user.addresses, full_user().addresses);
  EXPECT_EQ(differing_fields(user, User{}).count(), 1U);
}

TEST(Fields, AreShownAsAPersonWouldReadThem) {
  const User user = full_user();
  EXPECT_EQ(display_field(user, Field::first_name), "Åse");
  EXPECT_EQ(display_field(user, Field::user_group), "STAFF (Staff)");
  EXPECT_EQ(display_field(user, Field::expiry_date), "2027-06-30");
  EXPECT_EQ(display_field(user, Field::is_researcher), "false");
  EXPECT_EQ(display_field(user, Field::rs_libraries), "2 rs_libraries: MAIN (Main); LAW");
  EXPECT_EQ(display_field(user, Field::emails),
            "2 emails: preferred, ase@example.edu, main, work (Work); ase@example.org, [internal]");
  EXPECT_EQ(display_field(user, Field::library_notices),
            "2 library_notices: OVERDUE (Overdue), value; HOLD");
  User one;
  one.emails.resize(1);
  one.emails[0].email_address = "a@example.edu";
  EXPECT_EQ(display_field(one, Field::emails), "1 email: a@example.edu");
  EXPECT_EQ(display_field(one, Field::phones), "");
  EXPECT_EQ(display_field(one, Field::expiry_date), "");
}

}  // namespace
}  // namespace roster
