#include "daemon/config/units.hpp"

#include <gtest/gtest.h>

#include "users/base/size.hpp"

namespace roster {
namespace {

TEST(Durations, AreWholeNumbersWithAUnit) {
  EXPECT_EQ(parse_duration("90s"), Seconds{90});
  EXPECT_EQ(parse_duration("10m"), Seconds{600});
  EXPECT_EQ(parse_duration("24h"), Seconds{86400});
  EXPECT_EQ(parse_duration("30d"), Seconds{30 * 86400});
  EXPECT_EQ(parse_duration("2w"), Seconds{14 * 86400});
  for (const auto* text : {"", "s", "10", "-1s", "+1s", " 1s", "1s ", "1 s", "1.5h", "1S", "1h30m",
                           "366001d", "99999999999999999999s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Durations, ArePrintedInTheLargestUnitThatIsExact) {
  EXPECT_EQ(format_duration(Seconds{0}), "0s");
  EXPECT_EQ(format_duration(Seconds{90}), "90s");
  EXPECT_EQ(format_duration(Seconds{3600}), "1h");
  EXPECT_EQ(format_duration(Seconds{14 * 86400}), "14d");
}

TEST(Sizes, AreWholeNumbersWithABinaryUnit) {
  EXPECT_EQ(parse_size("0B"), 0U);
  EXPECT_EQ(parse_size("4GiB"), 4ULL << 30);
  EXPECT_EQ(parse_size("1024TiB"), 1ULL << 50);
  for (const auto* text : {"", "4", "4GB", "4G", "-4GiB", "4 GiB", "1025TiB"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
  EXPECT_EQ(format_size(0), "0B");
  EXPECT_EQ(format_size(1536), "1536B");
  EXPECT_EQ(format_size(3 << 20), "3MiB");
}

TEST(Shares, ArePercentages) {
  EXPECT_DOUBLE_EQ(parse_share("0%").value(), 0);
  EXPECT_DOUBLE_EQ(parse_share("5%").value(), 0.05);
  EXPECT_DOUBLE_EQ(parse_share("0.125%").value(), 0.00125);
  EXPECT_DOUBLE_EQ(parse_share("100.0%").value(), 1);
  for (const auto* text :
       {"", "%", "5", "5 %", "-5%", "101%", "100.001%", "1.%", ".5%", "1.0001%", "1e1%", "0.05"}) {
    EXPECT_EQ(parse_share(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace roster
