// What fits a terminal, and what must not reach it.
#include "daemon/show/terminal_text.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(TerminalText, IsOnOneLineAndObeyedByNoTerminal) {
  EXPECT_EQ(on_one_line("Ada\nByron\tx\r"), "Ada Byron x ");
  EXPECT_EQ(on_one_line("a\x1b[2Jb\x7f"), "a\\x1B[2Jb\\x7F");
  EXPECT_EQ(on_one_line("a\u009b2Jb"), "a\\u009B2Jb");
  EXPECT_EQ(on_one_line("a\u2028b"), "a b");
  EXPECT_EQ(on_one_line("a\xFFz"), "a\\xFFz");
  EXPECT_EQ(on_one_line("Ødegård 王"), "Ødegård 王");
}

TEST(TerminalText, HoldsNothingThatCannotBeSeen) {
  EXPECT_EQ(on_one_line("s1\u200b"), "s1");
  EXPECT_EQ(on_one_line("\u202eevil\u202c"), "evil");
  EXPECT_EQ(on_one_line("\ufeffAda\u00ad"), "Ada");
}

TEST(TerminalText, CountsColumnsAsATerminalDoes) {
  EXPECT_EQ(columns_of("Ada"), 3U);
  EXPECT_EQ(columns_of("Ødegård"), 7U);
  EXPECT_EQ(columns_of("王小明"), 6U);
  EXPECT_EQ(columns_of("e\u0301"), 1U);  // e and a combining accent
}

TEST(TerminalText, IsCutWhereItDoesNotFit) {
  EXPECT_EQ(fitted("Ada Byron", 9), "Ada Byron");
  EXPECT_EQ(fitted("Ada Byron", 8), "Ada Byr…");
  EXPECT_EQ(fitted("Ada Byron", 0), "Ada Byron");
  EXPECT_EQ(fitted("王小明", 4), "王…");  // half of a wide character is not shown
}

TEST(TerminalText, LongLinesGoOnBelow) {
  EXPECT_EQ(wrapped("  one two three four\n  five\n", 13),
            "  one two\n"
            "      three\n"
            "      four\n"
            "  five\n");
  EXPECT_EQ(wrapped("emails    ada@example.edu, work", 28),
            "emails    ada@example.edu,\n"
            "              work");
  EXPECT_EQ(wrapped("created 120, newly due 250", 24), "created 120,\n    newly due 250")
      << "an item stays whole";
  EXPECT_EQ(wrapped("one-word-that-is-too-long two", 8), "one-word-that-is-too-long\n    two");
  EXPECT_EQ(wrapped("王小明 Ada", 6), "王小明\n    Ada");
  EXPECT_EQ(wrapped("one two three four", 0), "one two three four");
}

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(render_table({{"ID", "NAME"}, {"s1", "Byron"}, {"s100", "Curie"}}),
            "ID    NAME\n"
            "s1    Byron\n"
            "s100  Curie\n");
}

TEST(Table, ColumnsCountNotCharactersNorBytes) {
  EXPECT_EQ(render_table({{"Ødegård", "x"}, {"Byron", "y"}, {"王小明", "z"}}),
            "Ødegård  x\n"
            "Byron    y\n"
            "王小明   z\n");
}

TEST(Table, NoLineEndsInBlanks) {
  EXPECT_EQ(render_table({{"a", "b", "c"}, {"1", "", ""}, {"", "", ""}, {"2"}}),
            "a  b  c\n"
            "1\n"
            "\n"
            "2\n");
  EXPECT_EQ(render_table({}), "");
}

TEST(Table, ThatIsTooWideCutsWhatMayBeCut) {
  const std::vector<Row> rows{{"s1000000001", "Wolfeschlegelsteinhausen, Hubert", "2027-06-30"}};
  const Layout layout({{"ID"}, {"NAME", Column::Cells::may_be_cut}, {"EXPIRES"}}, rows, 40);
  EXPECT_EQ(layout.heading(), "ID           NAME             EXPIRES\n");
  EXPECT_EQ(layout.line(rows[0]), "s1000000001  Wolfeschlegels…  2027-06-30\n");
  EXPECT_EQ(layout.line({"s2", "Byron", ""}), "s2           Byron\n");
}

TEST(Table, KeepsItsColumnsForLaterRowsAndNeverCutsAnId) {
  const std::vector<Row> rows{{"s1", "Byron"}};
  const Layout layout({{"ID"}, {"NAME", Column::Cells::may_be_cut}}, rows, 80);
  EXPECT_EQ(layout.line({"s1000000001", "Curie"}), "s1000000001  Curie\n");
  EXPECT_EQ(layout.line({"s3", "Sklodowska"}), "s3  Sklo…\n");
}

}  // namespace
}  // namespace roster
