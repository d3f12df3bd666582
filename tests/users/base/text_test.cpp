#include "users/base/text.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(Text, IsWithoutBlanksAtItsEndsWhateverKindTheyAre) {
  EXPECT_EQ(trim("  s1 \t\r\n"), "s1");
  EXPECT_EQ(trim("\xC2\xA0s1\xE2\x80\xAF\xE3\x80\x80"), "s1");
  EXPECT_EQ(trim("a b"), "a b");
  EXPECT_EQ(trim(" \xC2\x85 "), "");
  EXPECT_EQ(trim("\xC3\xA9"), "\xC3\xA9");
  EXPECT_EQ(trim("\xA0"), "\xA0");  // a byte that is not UTF-8
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

TEST(Text, PrintableShowsWhatCannotBeSeen) {
  EXPECT_EQ(printable("Åse 漢字 😀"), "Åse 漢字 😀");
  EXPECT_EQ(printable("a\tb\nc\x1B[31m\x7F"), "a\\x09b\\x0Ac\\x1B[31m\\x7F");
  EXPECT_EQ(printable("\xFF\xC3"), "\\xFF\\xC3");
  EXPECT_EQ(printable("s100\u200B"), "s100\\u200B");
  EXPECT_EQ(printable("\u202Etxt.exe"), "\\u202Etxt.exe");
  EXPECT_EQ(printable("O\u0092Brien\u00AD"), "O\\u0092Brien\\u00AD");
  EXPECT_EQ(printable("a\u2028b\U000E0041"), "a\\u2028b\\uE0041");
}

TEST(Text, PrintableStartCutsByCharacters) {
  EXPECT_EQ(printable_start("Åse", 3), "Åse");
  EXPECT_EQ(printable_start("Åsen", 3), "Åse…");
  EXPECT_EQ(printable_start("\x1B\x1B\x1B", 2), "\\x1B\\x1B…");
}

TEST(Text, BlanksOfUnicodeAreTrimmed) {
  EXPECT_EQ(trim("\u00A0\t s100 \u2003\u3000\r\n"), "s100");
  EXPECT_EQ(trim("\u00A0"), "");
  EXPECT_EQ(trim("à \xC2"), "à \xC2");  // half a character is none
  EXPECT_EQ(trim("Ada\u00A0Byron"), "Ada\u00A0Byron");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, InvisibleCharactersAreFoundAndTakenOut) {
  for (const char* hidden :
       {"\u200B", "\u00AD", "\uFEFF", "\u200E", "\u202E", "\u2066", "\u2060"}) {
    const std::string text = "s1" + std::string(hidden) + "00";
    EXPECT_TRUE(has_invisible(text)) << hidden;
    EXPECT_EQ(without_invisible(text), "s100");
  }
  for (const char* hidden : {"\n", "\t", "\x1B", "\x7F", "\u0085", "\u009B", "\u2028"}) {
    const std::string text = "s1" + std::string(hidden) + "00";
    EXPECT_TRUE(has_invisible(text)) << printable(hidden);
    EXPECT_EQ(without_invisible(text), "s100");
  }
  EXPECT_EQ(first_invisible("s\u200B\u00AD"), U'\u200B');
  EXPECT_FALSE(has_invisible("s１００ é 漢\xFF"));
  EXPECT_EQ(without_invisible("é\xFF漢"), "é\xFF漢");
}

TEST(Text, Utf8IsToldToTheLetter) {
  EXPECT_TRUE(is_utf8("a é 漢 😀"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xED\xAF\xBF", "\xED\xB0\x80",
                          "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"})
    EXPECT_FALSE(is_utf8(bad)) << printable(bad);
}

TEST(Text, ControlCharactersAreFound) {
  EXPECT_TRUE(has_control("a\x1B"));
  EXPECT_TRUE(has_control("O\u0092Brien"));
  EXPECT_FALSE(has_control("Åse \x92"));  // no UTF-8, so no character
}

}  // namespace
}  // namespace roster
