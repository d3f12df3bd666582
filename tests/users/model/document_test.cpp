#include "users/model/document.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"

namespace roster {
namespace {

using test::full_user;

std::string encoded(const User& user) {
  std::string bytes;
  encode_user(user, bytes);
  return bytes;
}

/// What a decoder says about bytes it refuses; empty when it takes them.
std::string refusal(std::string_view bytes) {
  try {
    decode_user(bytes);
    return "";
  } catch (const BadDocument& error) {
    return error.what();
  }
}

TEST(Document, KeepsEveryFieldOfAFullUser) {
  const User user = full_user();
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    EXPECT_FALSE(is_empty(user, Field(i))) << "the sample lacks " << field_name(Field(i));
  }
  EXPECT_EQ(decode_user(encoded(user)), user);
}

TEST(Document, KeepsAUserWithoutAnything) {
  EXPECT_EQ(decode_user(encoded(User{})), User{});
  EXPECT_EQ(encoded(User{}).size(), 1U);
}

TEST(Document, TellsItsFieldsWithoutBeingRead) {
  EXPECT_EQ(fields_in(encoded(full_user())), present_fields(full_user()));
  EXPECT_TRUE(present_fields(full_user()).all());
  EXPECT_EQ(fields_in(encoded(User{})), FieldSet{});
  User user;
  user.rs_libraries.resize(2);
  user.is_researcher = false;
  EXPECT_EQ(fields_in(encoded(user)), present_fields(user));
  EXPECT_EQ(present_fields(user).count(), 2U);
  EXPECT_EQ(fields_in(""), FieldSet{});
  EXPECT_EQ(fields_in("\x02\x05"), FieldSet{});
}

TEST(Document, ADayThatCannotBeReadBackIsNotWritten) {
  User user;
  for (const Day day : {test::day(1, 1, 1), test::day(9999, 12, 31)}) {
    user.expiry_date = day;
    EXPECT_EQ(decode_user(encoded(user)), user);
  }
  for (const Day day : {test::day(1, 1, 1) - std::chrono::days{1},
                        test::day(9999, 12, 31) + std::chrono::days{1}}) {
    user.expiry_date = day;
    EXPECT_THROW(encoded(user), BadDocument);
  }
}

TEST(Document, IsAppendedToWhatIsThere) {
  std::string bytes = "before";
  encode_user(full_user(), bytes);
  EXPECT_EQ(bytes, "before" + encoded(full_user()));
}

TEST(Document, TellsAbsentFromFalse) {
  User user;
  user.is_researcher = false;
  EXPECT_EQ(decode_user(encoded(user)).is_researcher, std::optional(false));
  user.is_researcher.reset();
  EXPECT_EQ(decode_user(encoded(user)).is_researcher, std::nullopt);
}

TEST(Document, KeepsEmptyItemsAndTheirSegment) {
  User user;
  user.phones.resize(3);
  user.phones[1].segment = Segment::internal;
  user.rs_libraries.resize(2);
  user.rs_libraries[1].desc = "a label without a code";
  EXPECT_EQ(decode_user(encoded(user)), user);
}

TEST(Document, KeepsTheFirstAndTheLastDay) {
  User user;
  user.birth_date = test::day(1, 1, 1);
  user.purge_date = test::day(9999, 12, 31);
  EXPECT_EQ(decode_user(encoded(user)), user);
}

TEST(Document, KeepsTextsLongerThanALengthByteTells) {
  User user;
  user.web_site_url = std::string(127, 'a');
  user.job_description = std::string(128, 'b');
  user.addresses.resize(1);
  user.addresses[0].line1 = std::string(100000, 'c') + '\0' + "end";
  EXPECT_EQ(decode_user(encoded(user)), user);
}

TEST(Document, DiffersWhenAnyFieldDiffers) {
  const std::string all = encoded(full_user());
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    User user = full_user();
    copy_field(User{}, user, Field(i));
    EXPECT_NE(encoded(user), all) << field_name(Field(i));
    EXPECT_EQ(decode_user(encoded(user)), user) << field_name(Field(i));
  }
}

TEST(Document, CutAnywhereIsDamaged) {
  const std::string bytes = encoded(full_user());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(refusal(std::string_view(bytes).substr(0, length)), "") << "cut at " << length;
  }
}

TEST(Document, SurvivesAnyChangedByte) {
  const std::string bytes = encoded(full_user());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int mask : {0x01, 0x80, 0xFF}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ mask);
      if (!refusal(damaged).empty()) {
        ++refused;
      } else {
        // Whatever was read can be shown: no day beyond the calendar, no flag beyond yes and no.
        const User user = decode_user(damaged);
        for (std::size_t i = 0; i < kFieldCount; ++i) display_field(user, Field(i));
      }
    }
  }
  EXPECT_GT(refused, bytes.size() / 2);
}

TEST(Document, SaysWhatIsWrong) {
  EXPECT_EQ(refusal(""), "damaged user document: its end is missing");
  EXPECT_EQ(refusal(std::string_view("\x02\x05one\0", 6)),
            "damaged user document: an entry ends too early");
  EXPECT_EQ(refusal(std::string_view("\x02\x01x\x02\x01y\0", 7)),
            "damaged user document: an unknown or misplaced entry");
  EXPECT_EQ(refusal(std::string_view("\x40\x01x\0", 4)),
            "damaged user document: an unknown or misplaced entry");
  EXPECT_EQ(refusal(std::string_view("\x10\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\0", 13)),
            "damaged user document: no day");
}

TEST(Document, AFieldAloneGoesFromUserToUser) {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = Field(i);
    User user;
    decode_field(encode_field(full_user(), field), user, field);
    FieldSet only;
    only.set(i);
    EXPECT_EQ(differing_fields(user, User{}), only) << field_name(field);
    decode_field(encode_field(User{}, field), user, field);
    EXPECT_EQ(user, User{}) << field_name(field);
  }
}

TEST(Document, AFieldOfAnotherKindIsDamagedAndChangesNothing) {
  User user = full_user();
  EXPECT_THROW(decode_field(encode_field(user, Field::emails), user, Field::phones), BadDocument);
  EXPECT_EQ(user, full_user());
}

}  // namespace
}  // namespace roster
