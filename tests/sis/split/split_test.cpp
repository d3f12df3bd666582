#include "sis/split/split.hpp"

#include <gtest/gtest.h>

#include "tests/sis/split/splitting.hpp"

namespace roster::sis {
namespace {

TEST(Splitter, FindsRecordsWithTheirLinesAndColumns) {
  const SplitResult result = split(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- nightly -->\n<users>\n"
      "  <user><a/></user><user>\nx</user>\n\n  <user/>\n</users>\n");
  EXPECT_EQ(bytes_of(result), (Texts{"<user><a/></user>", "<user>\nx</user>", "<user/>"}));
  ASSERT_EQ(result.records.size(), 3U);
  EXPECT_EQ(result.records[0].line, 4U);
  EXPECT_EQ(result.records[0].column, 3U);
  EXPECT_EQ(result.records[1].line, 4U);
  EXPECT_EQ(result.records[1].column, 20U);
  EXPECT_EQ(result.records[2].line, 7U);
  EXPECT_EQ(broken_of(result), (Texts{"", "", ""}));
}

TEST(Splitter, CountsColumnsInCharactersOnOneLongLine) {
  const SplitResult result = split("<users><user>Åse Ødegård</user><user/></users>");
  ASSERT_EQ(result.records.size(), 2U);
  EXPECT_EQ(result.records[1].column, 32U);
}

TEST(Splitter, KnowsEveryRootFeedsHave) {
  EXPECT_EQ(bytes_of(split("<Users><user/></Users>")), Texts{"<user/>"});
  EXPECT_EQ(bytes_of(split("<userRecords><user/></userRecords>")), Texts{"<user/>"});
  EXPECT_EQ(bytes_of(split("<users/>")), Texts{});
  EXPECT_EQ(bytes_of(split("<users>\n</users >\n<!-- end -->")), Texts{});
  EXPECT_EQ(bytes_of(split("<user><a/></user>\n")), Texts{"<user><a/></user>"});
  EXPECT_EQ(bytes_of(split("<userRecord/>")), Texts{"<userRecord/>"});
}

TEST(Splitter, TellsTheRootsFacts) {
  const Envelope prefixed =
      split("<u:users xmlns:u='urn:u' xmlns='urn:&amp;'><u:user></u:user></u:users>").envelope;
  EXPECT_EQ(prefixed.root, "users");
  EXPECT_EQ(prefixed.root_uri, "urn:u");
  EXPECT_EQ(prefixed.namespaces, (Namespaces{{"u", "urn:u"}, {"", "urn:&"}}));
  EXPECT_FALSE(prefixed.bare);

  const Envelope bare = split("<userRecord xmlns='urn:v1'/>").envelope;
  EXPECT_EQ(bare.root, "userRecord");
  EXPECT_EQ(bare.root_uri, "urn:v1");
  EXPECT_TRUE(bare.bare);
  EXPECT_EQ(bare.namespaces, Namespaces{});
}

TEST(Splitter, FollowsMarkupThatHoldsEndTags) {
  const Texts records = {
      "<user><a><![CDATA[</user>]]></a></user>",
      "<user><!-- </user><user> --></user >",
      "<user><?x </user>?></user\n>",
      "<user a='/>' b=\">\"></user>",
      "<user><user_group>x</user_group><user>y</user><user/></user>",
      "<p:user><user></user></p:user>",
      "<userRecord><userDetails/></userRecord>",
  };
  std::string text = "<users xmlns:p='urn:p'>";
  for (const std::string& record : records) text += record + "\n";
  const SplitResult result = split(text + "</users>");
  EXPECT_EQ(bytes_of(result), records);
}

TEST(Splitter, FindsTheSameHoweverTheInputComes) {
  std::string text = "<users>\n";
  for (int i = 0; i < 300; ++i) {
    text += "<user><id>" + std::to_string(i) + "</id>" +
            std::string(static_cast<std::size_t>(i), ' ') +
            (i % 3 == 0 ? "<!-- </user> -->" : "<![CDATA[<user>]]>") + "</user>\n <x/> ";
  }
  text += "</users>";
  const SplitResult whole = split(text);
  EXPECT_EQ(whole.records.size(), 300U);
  EXPECT_EQ(whole.warnings.size(), 300U);
  for (const std::size_t target : {1U, 5000U, 7777U}) {
    const SplitResult pieces = split(text, {.piece = target / 3 + 1, .target = target});
    EXPECT_EQ(bytes_of(pieces), bytes_of(whole));
    EXPECT_EQ(pieces.warnings, whole.warnings);
    EXPECT_EQ(pieces.records.back().line, whole.records.back().line);
  }
}

TEST(Splitter, GivesBatchesOfAboutTheSizeAskedFor) {
  std::string text = "<users>";
  for (int i = 0; i < 10000; ++i) text += "<user><id>0123456789</id></user>\n";
  text += "</users>";
  Splitter splitter(read_in_pieces(text), "feed.xml", Limits{});
  std::size_t records = 0;
  std::size_t batches = 0;
  for (RecordBatch batch = splitter.next(50000); !batch.records.empty();
       batch = splitter.next(50000)) {
    EXPECT_LE(batch.buffer.size(), 200000U);
    EXPECT_LE(batch.records.size(), 1000U);
    records += batch.records.size();
    ++batches;
  }
  EXPECT_EQ(records, 10000U);
  EXPECT_GE(batches, 10U) << "a thousand records at most";
  EXPECT_LE(batches, 20U);
}

TEST(Splitter, KeepsABatchsRecordsWhereTheBatchGoes) {
  Splitter splitter(read_in_pieces("<users><user>a</user></users>"), "feed.xml", Limits{});
  RecordBatch batch = splitter.next();
  const RecordBatch moved = std::move(batch);
  EXPECT_TRUE(splitter.next().records.empty());
  EXPECT_EQ(moved.records.at(0).bytes, "<user>a</user>");
}

TEST(Splitter, PassesOverUnknownElementsWithAWarning) {
  const SplitResult result = split(
      "<users>\n<exported_on>\n<user/></exported_on><user>a</user>\n<p:x xmlns:p='u'/></users>");
  EXPECT_EQ(bytes_of(result), Texts{"<user>a</user>"});
  EXPECT_EQ(result.warnings,
            (Texts{"2: unknown_element: the element <exported_on> is unknown here; it was skipped",
                   "4: unknown_element: the element <p:x> is unknown here; it was skipped"}));
}

TEST(Splitter, RejectsAnUnknownElementThatIsNotWellFormed) {
  const SplitResult result = split("<users><x>&</x><user/></users>");
  EXPECT_EQ(broken_of(result), (Texts{"malformed: line 1, column 11: a bare & (write &amp;)", ""}));
}

}  // namespace
}  // namespace roster::sis
