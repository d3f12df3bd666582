#include "users/base/text.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(Text, IsWithoutBlanksAtItsEndsWhateverKindTheyAre) {
  EXPECT_EQ(trim_blanks("  s1 \t\r\n"), "s1");
  EXPECT_EQ(trim_blanks("\xC2\xA0s1\xE2\x80\xAF\xE3\x80\x80"), "s1");
  EXPECT_EQ(trim_blanks("a b"), "a b");
  EXPECT_EQ(trim_blanks(" \xC2\x85 "), "");
  EXPECT_EQ(trim_blanks("\xC3\xA9"), "\xC3\xA9");
  EXPECT_EQ(trim_blanks("\xA0"), "\xA0");  // a byte that is not UTF-8
}

TEST(Text, MayHoldWhatNobodySees) {
  for (const char* text : {"s1\xE2\x80\x8B", "\xEF\xBB\xBFs1", "s\xC2\xAD\x31", "\xE2\x80\xAE",
                           "a\xE2\x81\xA6", "\xEF\xB8\x8F", "\xF3\xA0\x80\x81"})
    EXPECT_TRUE(has_invisible(text)) << text;
  for (const char* text :
       {"", "s1", "J\xC3\xB8rgen", "\xE5\xAD\xA6", "\xC2\xA0", "\xF0\x9F\x98\x80"})
    EXPECT_FALSE(has_invisible(text)) << text;
}

TEST(Text, IsUtf8OrNot) {
  for (const char* text : {"", "s1", "\xC3\xB8", "\xC2\x80", "\xF0\x9F\x98\x80"})
    EXPECT_TRUE(is_utf8(text)) << text;
  for (const char* text :
       {"\xF8", "J\xF8rgen", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

}  // namespace
}  // namespace roster
