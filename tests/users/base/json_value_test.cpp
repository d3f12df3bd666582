#include "users/base/json_value.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

std::string there_and_back(std::string_view text) { return print_json(parse_json(text)); }

std::string refusal(std::string_view text) {
  try {
    parse_json(text);
  } catch (const JsonError& error) {
    return error.what();
  }
  return "read";
}

TEST(JsonValue, ComesBackAsItWas) {
  for (const char* text : {"null", "true", "false", "0", "-12", "9223372036854775807", "0.5",
                           "1e+30", "\"\"", R"("a \"b\" \\ \n\t\u0001 Ødegård")", "[]",
                           "[1,[2,\"x\"],{}]", R"({"a":1,"b":{"c":[true,null]},"a":2})"})
    EXPECT_EQ(there_and_back(text), text);
  EXPECT_EQ(there_and_back(" { \"a\" : [ 1 , 2 ] } \n"), R"({"a":[1,2]})");
}

TEST(JsonValue, ReadsEveryEscape) {
  EXPECT_EQ(*parse_json(R"("\"\\\/\b\f\n\r\t\u00e5\u20AC\uD83D\uDE00")").as<std::string>(),
            "\"\\/\b\f\n\r\tå€😀");
}

TEST(JsonValue, AnswersForItsMembers) {
  const JsonValue line = parse_json(R"({"outcome":"updated","line":7,"fields":["a","b"]})");
  EXPECT_EQ(line.text("outcome"), "updated");
  EXPECT_EQ(line.text("line"), "");
  EXPECT_EQ(line.text("none"), "");
  EXPECT_EQ(*line.find("line")->as<std::int64_t>(), 7);
  EXPECT_EQ(line.find("fields")->items().size(), 2U);
  EXPECT_TRUE(line.items().empty());
}

TEST(JsonValue, RefusesWhatIsNone) {
  EXPECT_EQ(refusal(""), "JSON at byte 0: expected a value");
  EXPECT_EQ(refusal("{\"a\":1"), "JSON at byte 6: expected }");
  EXPECT_EQ(refusal("{a:1}"), "JSON at byte 1: expected a key");
  EXPECT_EQ(refusal("[1] 2"), "JSON at byte 4: more than one value");
  EXPECT_EQ(refusal("\"abc"), "JSON at byte 1: unterminated string");
  EXPECT_EQ(refusal("\"\\x\""), "JSON at byte 2: an unknown escape");
  EXPECT_EQ(refusal(std::string(100, '[')), "JSON at byte 65: nested too deeply");
}

}  // namespace
}  // namespace roster
