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
        "asset", "grant", "hold_shelf_request", "request"}) {
    const auto rows = read_rows(std::string("s1,") + kind + ",3,\n");
    ASSERT_EQ(rows.size(), 1U) << kind;
    EXPECT_EQ(to_string(rows.front().kind), kind);
    EXPECT_EQ(rows.front().count, 3);
  }
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

TEST(ObligationsFile, ComesFromWindowsToo) {
  EXPECT_THAT(read("\xEF\xBB\xBF# as_of: 2026-11-22T01:00:00Z\r\nprimary_id,kind,count,amount\r\n"
                   "s100,loan,2,\r\n\r\ns101,loan,1,"),
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
      "circulation:1: expected '# as_of: 2026-11-22T01:00:00Z', in UTC with its Z";
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
            "circulation:3: unknown kind 'book'; there are: loan, fee, po_line, purchase_order, "
            "invoice, locked_bib, import_profile, md_editor, asset, grant, hold_shelf_request, "
            "request");
  EXPECT_EQ(refusal_of_row("s101,fee,1,\n"), "circulation:3: a fee without an amount");
  EXPECT_EQ(refusal_of_row("s101,fee,1,\"12,50\"\n"),
            "circulation:3: amount '12,50' is no amount; write 10 or 12.50");
  EXPECT_EQ(refusal_of_row("s101,loan,two,\n"),
            "circulation:3: count 'two' is no number from 0 to 1000000000");
  EXPECT_EQ(refusal_of_row("s101,loan,-1,\n"),
            "circulation:3: count '-1' is no number from 0 to 1000000000");
  EXPECT_EQ(refusal_of_row("s101,loan,99999999999999999999,\n"),
            "circulation:3: count '99999999999999999999' is no number from 0 to 1000000000");
}

TEST(ObligationsFile, IsRefusedForBrokenQuotes) {
  EXPECT_EQ(refusal_of_row("\"s101,loan,1,\n"), "circulation:3: a quoted value does not end");
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
  EXPECT_EQ(refusal_of_row("\n\n\"s1\n\",loan,1,\n"),
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
