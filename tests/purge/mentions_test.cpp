#include "purge/mentions.hpp"

#include <gtest/gtest.h>

namespace roster::purge::test {
namespace {

Mentions of(std::initializer_list<const char*> ids) {
  Mentions mentions;
  for (const char* id : ids) mentions.add(id);
  return mentions;
}

TEST(Mentions, AreFoundInAnyCaseAndBetweenAnySigns) {
  const Mentions mentions = of({"s1"});
  for (const char* text : {"s1", "taken by S1", "'s1'", "s1: no", "see s1.", "(s1)", "B-s1", "“s1”",
                           "«s1»", "x,s1", "s1…", "a\xC2\xA0s1"})
    EXPECT_TRUE(mentions.are_in(text)) << text;
  for (const char* text : {"", "s10", "ss1", "s11, s12", "ås1", "s1å", "S"})
    EXPECT_FALSE(mentions.are_in(text)) << text;
}

TEST(Mentions, MayHoldBlanksPunctuationAndEntities) {
  const Mentions mentions =
      of({"Doe, Jane", "a&b<c", "'quoted'", "jane@example.edu", "#1", "Åse Ø"});
  for (const char* text :
       {"is taken by doe, jane.", "the value A&amp;B&lt;C is wrong", "a&b<c", "id 'quoted' is",
        "id &apos;quoted&apos;", "mail jane@example.edu is taken", "number #1", "by ÅSE ø"})
    EXPECT_TRUE(mentions.are_in(text)) << text;
  for (const char* text : {"doe", "jane", "doe,jane", "a&b", "quoted", "example.edu", "#12", "åse"})
    EXPECT_FALSE(mentions.are_in(text)) << text;
}

TEST(Mentions, MayBeCutShort) {
  const Mentions mentions = of({"a-very-long-identifier-that-somebody-once-invented"});
  EXPECT_TRUE(mentions.are_in("value 'a-very-long-identifier-that…' is taken"));
  EXPECT_FALSE(mentions.are_in("value 'a-ve…' is taken"));
  EXPECT_FALSE(mentions.are_in("value 'a-very-long-identifier-that' is taken"));
}

TEST(Mentions, AreFoundThroughCharactersThatNobodySees) {
  const Mentions mentions = of({"zorba1", "bell\a2"});
  for (const char* text : {"primary_id: 'zor\\u200Bba1' holds an invisible character; removed",
                           "zor\u200Bba1", "zor\\uE0020ba1", "\\uFEFFzorba1", "a\\x0Azorba1",
                           "zor\\x07ba1", "zorba1\\u00AD", "bell2", "bell\\x072"})
    EXPECT_TRUE(mentions.are_in(text)) << text;
  for (const char* text : {"zor\\u0041ba1", "zor\\x41ba1", "zor\\", "zor\\u20", "zor\\ba1"})
    EXPECT_FALSE(mentions.are_in(text)) << text;
  EXPECT_TRUE(mentions.is_id("zor\\u200Bba1"));
  EXPECT_FALSE(mentions.is_id("zor\\u200Bba12"));
}

TEST(Mentions, OfNobodyAreNowhere) {
  const Mentions mentions = of({""});
  EXPECT_TRUE(mentions.empty());
  EXPECT_FALSE(mentions.are_in("anything"));
}

}  // namespace
}  // namespace roster::purge::test
