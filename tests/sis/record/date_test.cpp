// Which dates of a feed are read, and as what.
#include "sis/record/date.hpp"

#include <gtest/gtest.h>

#include "users/base/day.hpp"

namespace roster::sis {
namespace {

std::string day(std::string_view text) {
  const auto read = read_date(text);
  return !read ? "unreadable" : format_day(read->day) + (read->plain ? "" : " (bad_date)");
}

std::string moment(std::string_view text) {
  const auto read = read_date_time(text);
  return !read ? "unreadable" : read->text + (read->plain ? "" : " (bad_date)");
}

TEST(ReadDate, TakesAnXmlDateAndDropsItsZone) {
  for (const char* text : {"2027-06-30", "2027-06-30Z", "2027-06-30+02:00", "2027-06-30-14:00"})
    EXPECT_EQ(day(text), "2027-06-30") << text;
  EXPECT_EQ(day("9999-12-31"), "9999-12-31");
}

TEST(ReadDate, TakesADateTimeAsItsDayAsWritten) {
  for (const char* text : {"2031-06-30T00:00:00", "2031-06-30T23:59:59.999Z", "2031-06-30 00:00",
                           "2031-06-30T24:00:00Z", "2031-06-30T23:30:00-05:00",
                           "2031-06-30 9:05:00", "2031-06-30T01:00:00,5 +0200"})
    EXPECT_EQ(day(text), "2031-06-30 (bad_date)") << text;
}

TEST(ReadDate, TakesWhatIsWrittenYearFirst) {
  EXPECT_EQ(day("20270531"), "2027-05-31 (bad_date)");
  EXPECT_EQ(day("20270531235959"), "2027-05-31 (bad_date)");
  EXPECT_EQ(day("2061-6-3"), "2061-06-03 (bad_date)");
  EXPECT_EQ(day("2061-06-3Z"), "2061-06-03 (bad_date)");
  EXPECT_EQ(day("2027-06-30+99:00"), "2027-06-30 (bad_date)");
}

TEST(ReadDate, NeverTakesSlashesDotsOrNames) {
  for (const char* text :
       {"11/22/2026", "22/11/2026", "2026/11/22", "30.06.2027", "2027.06.30", "30-JUN-2027",
        "June 30, 2027", "30 Jun 2027", "06-30-2027", "30-06-2027", "2027-W26", "2027-06", "2027"})
    EXPECT_EQ(day(text), "unreadable") << text;
}

TEST(ReadDate, NeverTakesWhatIsNoDay) {
  for (const char* text : {"", "Z", "0000-00-00", "2005-02-29", "2028-06-31", "12014-12-31",
                           "-2027-06-30", "2027-06-30x", "2027-06-30T", "2027-06-30T25:00:00",
                           "2027-06-30T12:60:00", "2027-06-30T24:00:01", "2027-06-30 noon",
                           "00000000", "20271301", "202706301", "2027-06-30T12", "２０２７-06-30"})
    EXPECT_EQ(day(text), "unreadable") << text;
}

TEST(ReadDateTime, KeepsWhatIsWritten) {
  EXPECT_EQ(moment("2026-11-22T10:00:00"), "2026-11-22T10:00:00");
  EXPECT_EQ(moment("2026-11-22T10:00:00.555Z"), "2026-11-22T10:00:00.555Z");
  EXPECT_EQ(moment("2026-11-22T24:00:00Z"), "2026-11-22T24:00:00Z");
  EXPECT_EQ(moment("2026-11-22T10:00:00+02:00"), "2026-11-22T10:00:00+02:00");
}

TEST(ReadDateTime, TakesADay) {
  EXPECT_EQ(moment("2026-11-22"), "2026-11-22T00:00:00Z");
  EXPECT_EQ(moment("2026-11-22Z"), "2026-11-22T00:00:00Z");
  EXPECT_EQ(moment("2026-11-22+02:00"), "2026-11-22T00:00:00+02:00");
  EXPECT_EQ(moment("20261122"), "2026-11-22T00:00:00Z (bad_date)");
}

TEST(ReadDateTime, MendsWhatCanBeReadInOneWay) {
  EXPECT_EQ(moment("2026-11-22 10:00:00"), "2026-11-22T10:00:00 (bad_date)");
  EXPECT_EQ(moment("2026-11-22T9:00"), "2026-11-22T09:00:00 (bad_date)");
  EXPECT_EQ(moment("20261122103000"), "2026-11-22T10:30:00 (bad_date)");
  EXPECT_EQ(moment("2026-11-22T10:00:00 +0200"), "2026-11-22T10:00:00+02:00 (bad_date)");
  EXPECT_EQ(moment("11/22/2026 10:00"), "unreadable");
}

}  // namespace
}  // namespace roster::sis
