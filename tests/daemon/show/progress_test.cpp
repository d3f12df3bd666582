// How far a load is, as a person sees it on a terminal.
#include "daemon/show/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace roster {
namespace {

constexpr std::size_t kWide = 80;

Progress at(std::uint64_t bytes, std::uint64_t records = 312000) {
  return {"night2.xml", records, bytes, 1000};
}

TEST(Progress, TheBarGrowsWithTheShareOfTheFile) {
  EXPECT_EQ(render_progress(at(0, 0), kWide), "night2.xml [>                   ] 0%");
  EXPECT_EQ(render_progress(at(9), kWide), "night2.xml [>                   ] 0% 312000 records");
  EXPECT_EQ(render_progress(at(450), kWide),
            "night2.xml [=========>          ] 45% 312000 records");
  EXPECT_EQ(render_progress(at(999), kWide),
            "night2.xml [===================>] 99% 312000 records");
  EXPECT_EQ(render_progress(at(1000), kWide),
            "night2.xml [====================] 100% 312000 records");
}

TEST(Progress, AFileThatGrewMeanwhileIsNotMoreThanWhole) {
  EXPECT_EQ(render_progress(at(2000), kWide),
            "night2.xml [====================] 100% 312000 records");
}

TEST(Progress, TheLargestFileHasAShareToo) {
  const std::uint64_t most = std::uint64_t{1} << 62;
  EXPECT_EQ(render_progress({"a.xml", 1, most / 2, most}, kWide),
            "a.xml [==========>         ] 50% 1 records");
}

TEST(Progress, WithoutASizeThereAreOnlyRecords) {
  EXPECT_EQ(render_progress({"a.xml", 7, 0, 0}, kWide), "a.xml 7 records");
}

TEST(Progress, ANarrowTerminalGetsWhatFits) {
  EXPECT_EQ(render_progress(at(450), 52), "night2.xml [=========>          ] 45% 312000 records");
  EXPECT_EQ(render_progress(at(450), 51), "night2.xml 45% 312000 records");
  EXPECT_EQ(render_progress(at(450), 29), "night2.xml 45% 312000 records");
  EXPECT_EQ(render_progress(at(450), 28), "45% 312000 records");
  EXPECT_EQ(render_progress(at(450), 10), "45% 31200…");
  EXPECT_EQ(render_progress(at(450), 0), "");
}

TEST(Progress, CharactersCountNotBytes) {
  const Progress progress{"øæå.xml", 5, 1, 2};
  EXPECT_EQ(render_progress(progress, 44), "øæå.xml [==========>         ] 50% 5 records");
  EXPECT_EQ(render_progress(progress, 43), "øæå.xml 50% 5 records");
}

TEST(Progress, AFilesNameCannotGiveTheTerminalOrders) {
  EXPECT_EQ(render_progress({"a\x1b[2J\n.xml", 1, 0, 0}, kWide), "a\\x1B[2J .xml 1 records");
}

TEST(Progress, GoesOverTheControlSocketAndComesBack) {
  const Progress progress = at(450);
  EXPECT_EQ(boost::json::serialize(to_json(progress)),
            R"({"file":"night2.xml","records":312000,"bytes":450,"of":1000})");
  EXPECT_EQ(parse_progress(to_json(progress)), progress);
}

TEST(Progress, WhatAnotherVersionSaysDoesNoHarm) {
  EXPECT_EQ(parse_progress("a.xml: 7 records"), Progress());
  EXPECT_EQ(parse_progress({{"file", 7}, {"records", -1}, {"bytes", "x"}}), Progress());
}

class Line : public testing::Test {
 protected:
  using Clock = ProgressLine::Clock;
  Clock::time_point start_{};
  std::ostringstream terminal_;

  Clock::time_point after(int milliseconds) const {
    return start_ + std::chrono::milliseconds(milliseconds);
  }
};

TEST_F(Line, WorkUnderASecondShowsNothing) {
  {
    ProgressLine line(terminal_, kWide, start_);
    line.show(at(100), after(500));
    line.show(at(200), after(999));
  }
  EXPECT_EQ(terminal_.str(), "");
}

TEST_F(Line, IsWrittenOverAtMostTenTimesASecondAndGoesInTheEnd) {
  {
    ProgressLine line(terminal_, kWide, start_);
    line.show({"a.xml", 1, 0, 0}, after(1000));
    line.show({"a.xml", 2, 0, 0}, after(1099));
    line.show({"a.xml", 3, 0, 0}, after(1100));
  }
  EXPECT_EQ(terminal_.str(), "\r\x1b[Ka.xml 1 records\r\x1b[Ka.xml 3 records\r\x1b[K");
}

TEST_F(Line, MakesRoomForOtherText) {
  ProgressLine line(terminal_, kWide, start_);
  line.clear();
  EXPECT_EQ(terminal_.str(), "");
  line.show({"a.xml", 1, 0, 0}, after(1000));
  line.clear();
  line.clear();
  EXPECT_EQ(terminal_.str(), "\r\x1b[Ka.xml 1 records\r\x1b[K");
}

}  // namespace
}  // namespace roster
