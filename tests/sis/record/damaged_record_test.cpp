// Damage inside one record: it alone is lost.
#include <gtest/gtest.h>

#include "tests/sis/mutator.hpp"
#include "tests/sis/split/splitting.hpp"

namespace roster::sis {
namespace {

TEST(DamagedRecord, WithoutItsEndTagEndsWhereTheNextBegins) {
  const SplitResult result =
      split("<users>\n<user><a>1</a>\n<user>2</user>\n<user a='3'/>\n</users>");
  EXPECT_EQ(bytes_of(result), (Texts{"<user><a>1</a>\n", "<user>2</user>", "<user a='3'/>"}));
  EXPECT_EQ(broken_of(result),
            (Texts{"malformed: line 3, column 1: the end tag </user> is missing", "", ""}));
  EXPECT_EQ(result.records[1].line, 3U);
}

TEST(DamagedRecord, WithoutItsEndTagAtTheEndLeavesTheRootItsEndTag) {
  const SplitResult result = split("<users><user>1</user><user><a>2</a></users>");
  EXPECT_EQ(broken_of(result),
            (Texts{"", "malformed: line 1, column 36: the end tag </user> is missing"}));
}

TEST(DamagedRecord, WithAnEndlessCommentOrSectionEndsAtItsLiteralEndTag) {
  for (const std::string_view opening : {"<!-- ", "<![CDATA[", "<?x "}) {
    const std::string first = "<user><a>" + std::string(opening) + "1</a></user>";
    const SplitResult result = split("<users>" + first + "<user>2</user></users>");
    EXPECT_EQ(bytes_of(result), (Texts{first, "<user>2</user>"})) << opening;
    EXPECT_NE(result.records[0].broken.find(" is not closed"), std::string::npos);
    EXPECT_EQ(result.records[1].broken, "");
  }
}

TEST(DamagedRecord, WithAnEndlessCommentSparesTheCommentsOfLaterRecords) {
  const SplitResult result =
      split("<users><user><!-- 1</user><user>2</user><user><!-- 3 --></user></users>");
  EXPECT_EQ(bytes_of(result),
            (Texts{"<user><!-- 1</user>", "<user>2</user>", "<user><!-- 3 --></user>"}));
}

TEST(DamagedRecord, AtTheEndDoesNotMakeTheFileIncomplete) {
  EXPECT_EQ(broken_of(split("<users><user>1</user><user><![CDATA[2</users>")),
            (Texts{"", "malformed: line 1, column 28: the CDATA section is not closed"}));
  EXPECT_EQ(split("<users><user><!-- 1</user>\n</users>\n").records.size(), 1U);
}

TEST(DamagedRecord, TakesWhatItLeftBehindWithIt) {
  const SplitResult result =
      split("<users><user><![CDATA[</user> left <b>over</b> & </user> <user>2</user>\n </users>");
  EXPECT_EQ(bytes_of(result), (Texts{"<user><![CDATA[</user>", "<user>2</user>"}));
}

TEST(DamagedRecord, IsTwoWhereAnIdStandsInWhatItLeftBehind) {
  for (const std::size_t piece : {1U, 10U, 1000U}) {
    const SplitResult result = split(
        "<users><user><![CDATA[</user>\n<usr><primary_id>s2</primary_id></usr>\n<user>3</user></"
        "users>",
        {.piece = piece});
    EXPECT_EQ(bytes_of(result),
              (Texts{"<user><![CDATA[</user>", "<usr><primary_id>s2</primary_id></usr>\n",
                     "<user>3</user>"}));
    EXPECT_EQ(result.records[1].broken,
              "malformed: line 2, column 1: this data follows a broken record and is not a record");
  }
}

TEST(DamagedRecord, IsOneUnderAnotherNameWithAnIdInIt) {
  const SplitResult result =
      split("<users><User><primary_id>s1</primary_id></User><head/><user>2</user></users>");
  EXPECT_EQ(broken_of(result),
            (Texts{"schema: the element <User> contains an id but is not <user>", ""}));
  EXPECT_EQ(result.warnings.size(), 1U);
}

TEST(DamagedRecord, MayHoldAnEndTagInAnAttribute) {
  for (const std::size_t piece : {10U, 1000U}) {
    const SplitResult result = split("<users><user a='</user>'></user><user>2</user></users>",
                                     {.piece = piece, .target = 1});
    EXPECT_EQ(bytes_of(result), (Texts{"<user a='</user>", "<user>2</user>"}));
  }
}

TEST(DamagedRecord, MayHoldAnythingBetweenItsTags) {
  const std::string_view records[] = {"<user>a & b < c</user>",    "<user><a></b></user>",
                                      "<user><a b='c></a></user>", "<user b='></user>",
                                      "<user>\xFF\x07</user>",     "<user><!x></user>",
                                      "<user></a ></user>",        "<user><!DOCTYPE a></user>"};
  for (const std::string_view record : records) {
    const SplitResult result =
        split("<users><user/>" + std::string(record) + "<user>2</user></users>");
    EXPECT_EQ(bytes_of(result), (Texts{"<user/>", std::string(record), "<user>2</user>"}));
  }
}

TEST(LargeRecord, IsRejectedAloneAndNotKept) {
  const Limits limits = {.record = 10000};
  const std::string large = "<user><id>7</id>" + std::string(100000, 'x') + "</user>";
  const SplitResult result = split("<users>\n<user>1</user>\n" + large + "<user>2</user></users>",
                                   {.limits = limits, .piece = 1000, .target = 1});
  EXPECT_EQ(
      broken_of(result),
      (Texts{"", "too_large: the element <user> is larger than 10000B (limits: record)", ""}));
  EXPECT_EQ(result.records[1].bytes, large.substr(0, 10001));
  EXPECT_EQ(result.records[1].line, 3U);
  EXPECT_EQ(result.records[2].bytes, "<user>2</user>");
}

TEST(LargeRecord, IsOneAboveTheLimitAndNotOneAtIt) {
  const std::string record = "<user>" + std::string(4096 - 13, 'x') + "</user>";
  const std::string text = "<users>" + record + "</users>";
  EXPECT_EQ(broken_of(split(text, {.limits = {.record = 4096}})), Texts{""});
  EXPECT_EQ(broken_of(split(text, {.limits = {.record = 4095}})),
            Texts{"too_large: the element <user> is larger than 4095B (limits: record)"});
}

TEST(LargeRecord, MayBeLargerThanMemoryShouldHold) {
  std::size_t left = 64 << 20;
  std::string_view head = "<users><user>";
  std::string_view tail = "</user><user>2</user></users>";
  std::size_t widest = 0;
  const ReadBytes in = [&](std::span<char> out) {
    widest = std::max(widest, out.size());
    std::string_view& part = !head.empty() ? head : tail;
    if (head.empty() && left > 0) {
      const std::size_t count = std::min(left, out.size());
      std::fill_n(out.begin(), count, 'x');
      left -= count;
      return count;
    }
    const std::size_t count = std::min(part.size(), out.size());
    std::memcpy(out.data(), part.data(), count);
    part.remove_prefix(count);
    return count;
  };
  Splitter splitter(in, "feed.xml", Limits{});
  EXPECT_EQ(splitter.next().records.at(0).broken->code, "too_large");
  EXPECT_EQ(splitter.next().records.at(0).bytes, "<user>2</user>");
  EXPECT_TRUE(splitter.next().records.empty());
  EXPECT_LE(widest, std::size_t{4} << 20);
}

/// All there is to say about a document.
std::string outcome(const std::string& text, std::size_t piece, std::size_t target) {
  std::string out;
  try {
    const SplitResult result =
        split(text, {.limits = {.record = 300}, .piece = piece, .target = target});
    for (const FoundRecord& record : result.records) {
      out += std::to_string(record.line) + ":" + std::to_string(record.column) + " " +
             record.bytes + " " + record.broken + "\n";
    }
    for (const std::string& warning : result.warnings) out += warning + "\n";
  } catch (const FeedError& error) {
    out = error.what();
  }
  return out;
}

TEST(DamagedFile, IsJudgedTheSameHoweverItComes) {
  std::string sound = "<users>\n";
  for (int i = 0; i < 100; ++i) {
    sound += "<user a='1'><!-- x --><b>Å</b></user>\n<user><![CDATA[</user>]]></user><x/>";
    sound += "<user>" + std::string(static_cast<std::size_t>(i) * 4, ' ') + "</user><?x y?>";
  }
  sound += "</users>\n";
  Mutator mutator(3);
  for (int i = 0; i < 300; ++i) {
    const std::string text = mutator.mutate(mutator.mutate(sound));
    const std::string whole = outcome(text, text.size(), 1 << 20);
    ASSERT_EQ(outcome(text, 1 + mutator.below(50), 1), whole) << text;
    ASSERT_EQ(outcome(text, 1 + mutator.below(5000), 1 + mutator.below(9000)), whole) << text;
  }
}

TEST(DamagedFile, MayHoldNothingButRecordsWithTheSameFault) {
  const int records = 30000;
  for (const std::string_view record : {"<user><a>1</a>", "<user><!-- 1</user>"}) {
    std::string text = "<users>";
    for (int i = 0; i < records; ++i) text += record;
    const SplitResult result = split(text + "</users>");
    EXPECT_EQ(result.records.size(), std::size_t{records});
  }
}

TEST(DamagedFile, IsReadInBoundedTime) {
  // Every record opens a section that none closes: each costs a look ahead to the limit.
  std::string text = "<users>";
  while (text.size() < (std::size_t{24} << 20)) text += "<user><![CDATA[</user>";
  try {
    split(text + "</users>");
    FAIL() << "was read";
  } catch (const FeedError& error) {
    EXPECT_STREQ(error.what(), "feed.xml:1: too many damaged records: their ends cannot be found");
  }
}

}  // namespace
}  // namespace roster::sis
