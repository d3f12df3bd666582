#include "users/base/day.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"

namespace roster {
namespace {

TEST(Day, IsWrittenAndReadAsTheCalendarSays) {
  for (const char* text : {"0001-01-01", "1970-01-01", "2027-06-30", "2028-02-29", "9999-12-31"}) {
    const auto day = parse_day(text);
    ASSERT_TRUE(day) << text;
    EXPECT_EQ(format_day(*day), text);
  }
  EXPECT_EQ(parse_day("2027-06-30"), test::day(2027, 6, 30));
}

TEST(Day, OutsideTheCalendarIsNone) {
  for (const char* text : {"", "2027-02-29", "2027-13-01", "2027-00-10", "2027-06-31", "2027-06-00",
                           "0000-01-01", "2027-6-30", "20270630", "2027-06-30Z", " 2027-06-30",
                           "2027/06/30", "-027-06-30", "+027-06-30", "2027-0a-30", "10000-01-01"}) {
    EXPECT_EQ(parse_day(text), std::nullopt) << text;
  }
}

TEST(Time, IsWrittenAndReadInUtc) {
  for (const char* text :
       {"2026-11-22T02:00:01Z", "1969-12-31T23:59:59Z", "2028-02-29T00:00:00Z"}) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(format_time(*time), text);
  }
  EXPECT_EQ(format_time(test::at(0)), "1970-01-01T00:00:00Z");
}

TEST(Time, OutsideTheClockIsNone) {
  for (const char* text :
       {"", "2026-11-22T24:00:00Z", "2026-11-22T02:60:01Z", "2026-11-22T02:00:60Z",
        "2026-11-22 02:00:01Z", "2026-11-22T02:00:01", "2026-02-30T02:00:01Z",
        "2026-11-22T02:00:01+01:00", "2026-11-22T02-00-01Z"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace roster
