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

std::string cell(std::string_view text, const CsvStyle& style = {}) {
  std::string out;
  append_csv_cell(out, text, style);
  return out;
}

TEST(CsvCellForAProgram, IsQuotedWhereItMustBe) {
  EXPECT_EQ(cell("Byron"), "Byron");
  EXPECT_EQ(cell("Byron, \"Ada\""), "\"Byron, \"\"Ada\"\"\"");
  EXPECT_EQ(cell(" a\nb\tc\xE2\x80\x8B "), "a b c");
}

TEST(CsvCellForAProgram, IsNoFormulaUnlessItIsKept) {
  EXPECT_EQ(cell("=1+1"), "'=1+1");
  EXPECT_EQ(cell("+47 22 85 50 50"), "+47 22 85 50 50");
  EXPECT_EQ(cell("-1+cmd|'/c calc'!A0"), "'-1+cmd|'/c calc'!A0");
  EXPECT_EQ(cell("=1+1", {',', CsvStyle::Quotes::where_needed, CsvStyle::Formulas::kept}), "=1+1");
}

TEST(CsvCellForAProgram, WithoutQuotesHoldsNoSeparator) {
  EXPECT_EQ(cell("a\tb\"c", {'\t', CsvStyle::Quotes::never, CsvStyle::Formulas::kept}), "a b\"c");
}

TEST(CsvCell, CarriesNothingThatCannotBeSeen) {
  EXPECT_EQ(csv_cell("a\u202Eb\nc"), "\"a\\u202Eb\\x0Ac\"");
}

}  // namespace
}  // namespace roster
