#include "users/model/obligations_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/purge/file_with.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kHeader = "primary_id,kind,count,amount\n";

std::vector<Obligation> read(std::string_view text, CsvLimits limits = {}) {
  const test::FileWith file(text);
  ObligationsReader reader(file.fd(), "circulation", limits);
  std::vector<Obligation> all, some;
  while (reader.next(some, 2)) all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<Obligation> read_rows(std::string_view rows) {
  return read(std::string(kHeader) + std::string(rows));
}

/// The message with which a file is refused.
std::string refusal(std::string_view text, CsvLimits limits = {}) {
  try {
    read(text, limits);
  } catch (const CsvError& error) {
    return error.what();
  }
  return "not refused";
}

std::string refusal_of_row(std::string_view row) {
  return refusal(std::string(kHeader) + "s100,loan,1,\n" + std::string(row));
}

Obligation loans(std::string id, std::int64_t count) {
  return {std::move(id), ObligationKind::loan, count, {}};
}
Obligation fee(std::string id, std::string_view amount) {
  return {std::move(id), ObligationKind::fee, 1, *parse_amount(amount)};
}

TEST(ObligationsFile, HoldsARowForEachThingOwed) {
  EXPECT_THAT(read_rows("s100,loan,2,\ns101,fee,,12.50\nS102,po_line,1,\n"),
              ElementsAre(loans("s100", 2), fee("s101", "12.50"),
                          Obligation{"S102", ObligationKind::po_line, 1, {}}));
}

TEST(ObligationsFile, MayOweNothing) { EXPECT_THAT(read_rows(""), IsEmpty()); }

TEST(ObligationsFile, KnowsEveryKind) {
  for (const char* kind :
       {"loan", "po_line", "purchase_order", "invoice", "locked_bib", "import_profile", "md_editor",
        "asset", "grant", "hold_shelf_request", "request", "proxy", "guarantee", "block"}) {
    const auto rows = read_rows(std::string("s1,") + kind + ",3,\n");
    ASSERT_EQ(rows.size(), 1U) << kind;
    EXPECT_EQ(to_string(rows.front().kind), kind);
    EXPECT_EQ(rows.front().count, 3);
  }
}

TEST(ObligationsFile, MaySayInTheSourcesOwnWordWhatIsOwed) {
  Obligation thesis{"s1", ObligationKind::other, 2, {}, "thesis-copy_2"};
  EXPECT_THAT(read_rows("s1,other:thesis-copy_2,2,\n"), ElementsAre(thesis));
  for (const char* kind : {"other", "other:", "other:a b", "other:a:b", "other:\xC3\xA9",
                           "other:12345678901234567890123456789012345678901"}) {
    EXPECT_NE(refusal_of_row(std::string("s1,") + kind + ",1,\n"), "not refused") << kind;
  }
}

TEST(ObligationsFile, ZerosBeyondTheFourthDecimalAreNothing) {
  EXPECT_THAT(read_rows("s1,fee,,12.500000\n"), ElementsAre(fee("s1", "12.50")));
  EXPECT_EQ(refusal_of_row("s1,fee,,12.500001\n"),
            "circulation:3: column 4: not an amount; write 10 or 12.50");
}

TEST(ObligationsFile, AnEmptyCountIsOne) {
  EXPECT_THAT(read_rows("s100,loan,,\n"), ElementsAre(loans("s100", 1)));
}

TEST(ObligationsFile, AnAmountCountsForFeesOnly) {
  EXPECT_THAT(read_rows("s100,loan,1,30.00\n"), ElementsAre(loans("s100", 1)));
}

TEST(ObligationsFile, BlanksAroundValuesAndEmptyLinesMeanNothing) {
  EXPECT_THAT(read_rows("\n  s100 , loan ,\t2 ,\n\n"), ElementsAre(loans("s100", 2)));
}

TEST(ObligationsFile, NoBreakSpacesAreBlanksToo) {
  EXPECT_THAT(read_rows("\xC2\xA0s100\xE3\x80\x80,loan,2,\xC2\xA0\n"),
              ElementsAre(loans("s100", 2)));
}

/// Wherever the connection was lost, half a list is not taken for one.
TEST(ObligationsFile, IsRefusedWhereverItIsCut) {
  const std::string whole =
      "# as_of: 2026-11-22T01:00:00Z\nprimary_id,kind,count,amount\ns1,loan,2,\n"
      "\"s2\",fee,,150.00\n# rows: 2\n";
  ASSERT_EQ(refusal(whole), "not refused");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    const bool at_a_row =
        cut.ends_with(",\n") || cut.ends_with("00\n") || cut.ends_with("amount\n");
    const test::FileWith file(cut);
    std::vector<Obligation> rows;
    const auto read = [&] {
      ObligationsReader reader(file.fd(), "circulation");
      while (reader.next(rows, 2)) {
      }
    };
    if (at_a_row)
      EXPECT_NO_THROW(read()) << cut;
    else
      EXPECT_THROW(read(), CsvCut) << cut;
  }
  EXPECT_EQ(refusal(std::string(kHeader) + "s1,loan,2,\ns2,fee,,1"),
            "circulation:3: the last line has no line break; the file may be incomplete");
}

TEST(ObligationsFile, MaySayHowManyRowsItHas) {
  const auto announced = [](std::string_view end) {
    const test::FileWith file(std::string(kHeader) + "s1,loan,1,\n" + std::string(end));
    ObligationsReader reader(file.fd(), "circulation");
    std::vector<Obligation> rows;
    while (reader.next(rows, 10)) {
    }
    return reader.announced_rows();
  };
  EXPECT_EQ(announced(""), std::nullopt);
  EXPECT_EQ(announced("# rows: 1\n"), 1);
  EXPECT_EQ(announced("\r\n#rows: 500 \r\n\n"), 500);
}

TEST(ObligationsFile, NothingFollowsTheNumberOfRows) {
  EXPECT_EQ(refusal_of_row("# rows: 1\ns2,loan,1,\n"),
            "circulation:4: a row after '# rows:', which ends the list");
  for (const char* line : {"# rows: many", "# rows:", "# rows: -1", "#s2,loan,1,"}) {
    EXPECT_EQ(refusal_of_row(line + std::string("\n")),
              "circulation:3: expected '# rows: 1200', the number of rows; an id that starts with "
              "# must be in quotes")
        << line;
  }
  EXPECT_THAT(read_rows("\"#2\",loan,1,\n"), ElementsAre(loans("#2", 1)));
}

TEST(ObligationsFile, ComesFromWindowsToo) {
  EXPECT_THAT(read("\xEF\xBB\xBF# as_of: 2026-11-22T01:00:00Z\r\nprimary_id,kind,count,amount\r\n"
                   "s100,loan,2,\r\n\r\ns101,loan,1,\r\n"),
              ElementsAre(loans("s100", 2), loans("s101", 1)));
}

TEST(ObligationsFile, QuotesMayBePutAroundValues) {
  EXPECT_THAT(read_rows("\"doe, jane\",\"loan\",\"2\",\"\"\n\"the \"\"cat\"\"\",loan,1,\n"),
              ElementsAre(loans("doe, jane", 2), loans("the \"cat\"", 1)));
}

TEST(ObligationsFile, SaysAsOfWhenItIsTrue) {
  const test::FileWith file("# as_of: 2026-11-22T01:00:00Z\nprimary_id,kind,count,amount\n");
  EXPECT_EQ(ObligationsReader(file.fd(), "f").as_of(), parse_time("2026-11-22T01:00:00Z"));
}

TEST(ObligationsFile, NeedNotSayAsOfWhen) {
  const test::FileWith file(kHeader);
  EXPECT_EQ(ObligationsReader(file.fd(), "f").as_of(), std::nullopt);
}

TEST(ObligationsFile, IsRefusedForAFirstLineThatIsNoTime) {
  const std::string expected =
      "circulation:1: expected '# as_of: 2026-11-22T01:00:00Z' (UTC, with the Z)";
  for (const char* line : {"# as_of: yesterday", "# as_of: 2026-11-22T01:00:00", "# a comment",
                           "# as_of: 2026-13-22T01:00:00Z", "#"}) {
    EXPECT_EQ(refusal(std::string(line) + '\n' + std::string(kHeader)), expected) << line;
  }
}

TEST(ObligationsFile, IsRefusedWithoutItsHeader) {
  EXPECT_EQ(refusal(""), "circulation:1: the header must be primary_id,kind,count,amount");
  EXPECT_EQ(refusal("s100,loan,2,\n"),
            "circulation:1: the header must be primary_id,kind,count,amount");
  EXPECT_EQ(refusal("# as_of: 2026-11-22T01:00:00Z\nid;kind;count;amount\n"),
            "circulation:2: the header must be primary_id,kind,count,amount");
}

TEST(ObligationsFile, IsRefusedForABadLineAsAWhole) {
  EXPECT_EQ(refusal_of_row("s101,loan\n"),
            "circulation:3: 2 values instead of 4 (primary_id,kind,count,amount)");
  EXPECT_EQ(refusal_of_row(",loan,1,\n"), "circulation:3: no primary_id");
  EXPECT_EQ(refusal_of_row("s101,book,1,\n"),
            "circulation:3: column 2: unknown kind; allowed: loan, fee, po_line, purchase_order, "
            "invoice, locked_bib, import_profile, md_editor, asset, grant, hold_shelf_request, "
            "request, proxy, guarantee, block, other:WORD");
  EXPECT_EQ(refusal_of_row("s101,fee,1,\n"), "circulation:3: a fee without an amount");
  EXPECT_EQ(refusal_of_row("s101,fee,1,\"12,50\"\n"),
            "circulation:3: column 4: not an amount; write 10 or 12.50");
  EXPECT_EQ(refusal_of_row("s101,loan,two,\n"),
            "circulation:3: column 3: not a number from 0 to 1000000000");
  EXPECT_EQ(refusal_of_row("s101,loan,-1,\n"),
            "circulation:3: column 3: not a number from 0 to 1000000000");
  for (const char* beyond : {"1000000001", "99999999999999999999"})
    EXPECT_EQ(refusal_of_row(std::string("s101,loan,") + beyond + ",\n"),
              "circulation:3: column 3: not a number from 0 to 1000000000");
  EXPECT_EQ(refusal_of_row("s101,loan,1000000000,\n"), "not refused");
}

TEST(ObligationsFile, IsRefusedForBrokenQuotes) {
  EXPECT_EQ(refusal_of_row("\"s101,loan,1,\n"), "circulation:3: unterminated quoted value");
  EXPECT_EQ(refusal_of_row("\"s101\"x,loan,1,\n"), "circulation:3: text follows a quoted value");
  EXPECT_EQ(refusal_of_row("s\"101,loan,1,\n"),
            "circulation:3: a quote inside a value that is not quoted");
  EXPECT_EQ(refusal_of_row("s101\r,loan,1,\n"),
            "circulation:3: a carriage return without a line feed");
}

TEST(ObligationsFile, IsRefusedForIdsThatCouldMatchNobody) {
  EXPECT_EQ(refusal_of_row("J\xF8rgen,loan,1,\n"), "circulation:3: the primary_id is not UTF-8");
  EXPECT_EQ(refusal_of_row("\"s1\n01\",loan,1,\n"),
            "circulation:3: a control character in the primary_id");
  EXPECT_EQ(refusal_of_row(std::string("s\0001", 3) + ",loan,1,\n"),
            "circulation:3: a control character in the primary_id");
  for (const char* id :
       {"s1\xE2\x80\x8B", "\xEF\xBB\xBFs1", "s\xC2\xAD\x31", "\xE2\x80\xAE\x31s"}) {
    EXPECT_EQ(refusal_of_row(std::string(id) + ",loan,1,\n"),
              "circulation:3: the primary_id contains an invisible character");
  }
  EXPECT_EQ(refusal_of_row(std::string(256, 'x') + ",loan,1,\n"),
            "circulation:3: the primary_id is longer than 255 bytes");
}

TEST(ObligationsFile, NeverTakesMoreMemoryThanARecordMayHave) {
  EXPECT_EQ(refusal_of_row(std::string(70'000, 'x')), "circulation:3: is longer than 65536 bytes");
  EXPECT_EQ(refusal_of_row(std::string(70'000, ',')), "circulation:3: is longer than 65536 bytes");
  EXPECT_EQ(refusal_of_row('"' + std::string(70'000, '\n')),
            "circulation:3: is longer than 65536 bytes");
  EXPECT_EQ(refusal('#' + std::string(70'000, 'x')), "circulation:1: is longer than 65536 bytes");
}

TEST(ObligationsFile, HasALargestSize) {
  CsvLimits limits;
  limits.file = 64;
  EXPECT_EQ(refusal(std::string(kHeader) + std::string(100, '\n'), limits),
            "circulation: is larger than 64 bytes");
  EXPECT_EQ(refusal(kHeader, limits), "not refused");
}

TEST(ObligationsFile, SaysTheLineOfARowThatFollowsQuotedLineBreaks) {
  EXPECT_EQ(refusal_of_row("\n\n\"s\n1\",loan,1,\n"),
            "circulation:5: a control character in the primary_id");
}

TEST(ObligationsFile, ReadsRowsAcrossItsBuffer) {
  std::string rows;
  for (int i = 0; i < 100'000; ++i) rows += "s" + std::to_string(i) + ",loan,1,\n";
  const auto read = read_rows(rows);
  ASSERT_EQ(read.size(), 100'000U);
  EXPECT_EQ(read.back().id, "s99999");
}

}  // namespace
}  // namespace roster
