#include "users/base/csv.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(CsvCell, IsQuoted) {
  EXPECT_EQ(csv_cell("Byron, \"Ada\""), "\"Byron, \"\"Ada\"\"\"");
  EXPECT_EQ(csv_cell(""), "\"\"");
}

TEST(CsvCell, NeverRunsAsAFormula) {
  EXPECT_EQ(csv_cell("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(csv_cell("+47 22"), "\"'+47 22\"");
  EXPECT_EQ(csv_cell("-1"), "\"'-1\"");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv_cell("＝1"), "\"'＝1\"");
  EXPECT_EQ(csv_cell("\t=1"), "\"'=1\"");
  EXPECT_EQ(csv_cell("a=1"), "\"a=1\"");
}

TEST(CsvCell, CarriesNothingThatCannotBeSeen) {
  EXPECT_EQ(csv_cell("a\u202Eb\nc"), "\"a\\u202Eb\\x0Ac\"");
}

}  // namespace
}  // namespace roster
