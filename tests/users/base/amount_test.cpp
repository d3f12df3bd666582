#include "users/base/amount.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

std::string echo(std::string_view text) {
  const auto amount = parse_amount(text);
  return amount ? format_amount(*amount) : "no amount";
}

TEST(Amount, IsShownWithTwoDecimalsOrAsManyAsItTakes) {
  EXPECT_EQ(echo("12"), "12.00");
  EXPECT_EQ(echo("12.5"), "12.50");
  EXPECT_EQ(echo("12.50"), "12.50");
  EXPECT_EQ(echo("3.1415"), "3.1415");
  EXPECT_EQ(echo("3.1410"), "3.141");
  EXPECT_EQ(echo("0.05"), "0.05");
  EXPECT_EQ(echo("007.1"), "7.10");
  EXPECT_EQ(echo("12.50000000"), "12.50");
}

TEST(Amount, MayHaveASign) {
  EXPECT_EQ(echo("-0.05"), "-0.05");
  EXPECT_EQ(echo("+12.5"), "12.50");
  EXPECT_EQ(echo("-0"), "0.00");
}

TEST(Amount, IsNothingElseThanADecimalNumber) {
  for (const char* text : {"", "-", "+", ".", ".5", "5.", "1.23456", "12,50", "1 000", "1e3",
                           "0x10", "12.5.0", "--1", "+-1", "1.-5", " 1", "1 ", "NaN", "€5"}) {
    EXPECT_EQ(echo(text), "no amount") << text;
  }
}

TEST(Amount, ReachesAsFarAsSixtyFourBits) {
  EXPECT_EQ(echo("922337203685477.5807"), "922337203685477.5807");
  EXPECT_EQ(echo("-922337203685477.5808"), "-922337203685477.5808");
  EXPECT_EQ(echo("922337203685477.5808"), "no amount");
  EXPECT_EQ(echo("-922337203685477.5809"), "no amount");
  EXPECT_EQ(echo("99999999999999999999999999"), "no amount");
}

TEST(Amount, AddsExactly) {
  Amount sum;
  for (int i = 0; i < 10; ++i) sum = sum + *parse_amount("0.10");
  EXPECT_EQ(sum, *parse_amount("1"));
  EXPECT_EQ(*parse_amount("12.50") + *parse_amount("-2.5"), *parse_amount("10"));
}

TEST(Amount, AnAbsurdDebtStaysADebt) {
  const Amount most = *parse_amount("922337203685477.5807");
  const Amount least = *parse_amount("-922337203685477.5808");
  EXPECT_EQ(most + *parse_amount("0.0001"), most);
  EXPECT_EQ(least + *parse_amount("-0.0001"), least);
  EXPECT_GT(most + most, Amount{});
  EXPECT_LT(least + least, Amount{});
}

TEST(Amount, Compares) {
  EXPECT_LT(*parse_amount("9.99"), *parse_amount("10"));
  EXPECT_LT(*parse_amount("-1"), *parse_amount("0"));
}

}  // namespace
}  // namespace roster
