#include "users/base/json.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

std::string json(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonText, EscapesWhatJsonDoesNotHold) {
  EXPECT_EQ(json("plain Åse 漢字 😀"), "\"plain Åse 漢字 😀\"");
  EXPECT_EQ(json("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(json("line\nend\rtab\t"), R"("line\nend\rtab\t")");
  EXPECT_EQ(json(std::string_view("\0\x01\x1F\x7F", 4)), R"("\u0000\u0001\u001f\u007f")");
  EXPECT_EQ(json(""), "\"\"");
}

TEST(JsonText, ReplacesBytesThatAreNoText) {
  EXPECT_EQ(json("a\xFFz"), "\"a\uFFFDz\"");
  EXPECT_EQ(json("a\xC3"), "\"a\uFFFD\"");
  EXPECT_EQ(json("\xC0\x80"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(json("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(json("\xF4\x90\x80\x80."), "\"\uFFFD\uFFFD\uFFFD\uFFFD.\"");
}

TEST(JsonObject, WritesItsMembersInTheOrderGiven) {
  std::string out;
  JsonObject(out, JsonStyle::compact).text("b", "x").number("a", -1).raw("c", "null").close();
  EXPECT_EQ(out, R"({"b":"x","a":-1,"c":null})");
  out.clear();
  JsonObject(out, JsonStyle::spaced).text("b", "x").number("a", 2).close();
  EXPECT_EQ(out, R"({"b": "x", "a": 2})");
}

}  // namespace
}  // namespace roster
