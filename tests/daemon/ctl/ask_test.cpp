#include "daemon/ctl/ask.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace roster {
namespace {

Typed typed(std::vector<std::string> words) {
  std::ostringstream out;
  Exit exit = Exit::done;
  Typed typed = parse_command_line(std::move(words), out, out, exit);
  EXPECT_NE(typed.command, nullptr) << out.str();
  return typed;
}

TEST(Ask, OnlyBeforePeopleAreErased) {
  EXPECT_TRUE(must_ask(typed({"purge", "--all"})));
  EXPECT_TRUE(must_ask(typed({"purge", "--again", "lost.db"})));
  EXPECT_TRUE(must_ask(typed({"delete", "s1"})));
  EXPECT_FALSE(must_ask(typed({"delete", "s1", "--yes"})));
  EXPECT_FALSE(must_ask(typed({"purge", "--all", "--dry-run"})));
  EXPECT_FALSE(must_ask(typed({"users"})));
}

TEST(Ask, HowManyADryRunTells) {
  const Typed preview = preview_of(typed({"purge", "all", "--ids", "BARCODE"}));
  EXPECT_TRUE(preview.arguments.flag("dry-run"));
  EXPECT_FALSE(preview.arguments.has("ids"));
  EXPECT_EQ(preview.format, Format::json);
  EXPECT_EQ(people_in(R"({"status":"completed_successfully","counts":{"purged":990}})"), 990);
  EXPECT_EQ(people_in(R"({"status":"held","counts":{"purged":990}})"), 0);
  EXPECT_EQ(people_in(R"([{"status":"completed_with_warnings","counts":{"purged":2}},)"
                      R"({"status":"failed","counts":{"purged":0}},)"
                      R"({"status":"completed_successfully","counts":{"purged":3}}])"),
            5);
  EXPECT_EQ(people_in(R"({"error":{"code":"usage","message":"no"}})"), std::nullopt);
  EXPECT_EQ(people_in("rosterctl: no"), std::nullopt);
  EXPECT_EQ(people_in(R"([{"status":"completed_successfully","counts":{"purged":2}},{}])"),
            std::nullopt);
}

TEST(Ask, IsAboutThePeopleOfTheDryRuns) {
  const Typed one = typed({"purge", "all"});
  EXPECT_EQ(as_shown(one, R"({"job":41,"counts":{}})").arguments.text("as-shown"), "41");
  EXPECT_EQ(as_shown(one, R"([{"job":41},{"job":42}])").arguments.text("as-shown"), "41,42");
  EXPECT_FALSE(as_shown(one, R"({"error":{"code":"usage"}})").arguments.has("as-shown"));
  EXPECT_FALSE(
      as_shown(typed({"purge", "--again", "lost.db"}), R"({"job":41})").arguments.has("as-shown"));
}

// The trial refuses what the purge would refuse, before anything is asked.
TEST(Ask, LeavesOutOnlyAListThatIsAskedFor) {
  EXPECT_FALSE(preview_of(typed({"purge", "all", "--csv", "-o", "f"})).arguments.has("output"));
  EXPECT_TRUE(preview_of(typed({"purge", "all", "-o", "f"})).arguments.has("output"));
  EXPECT_TRUE(preview_of(typed({"purge", "--again", "s", "--csv"})).arguments.flag("csv"));
}

TEST(Ask, ForYesWhereTheNumberIsNotKnown) {
  EXPECT_EQ(question(std::nullopt), "Erase people for ever? Type yes: ");
  EXPECT_TRUE(is_confirmation(" yes\r", std::nullopt));
  for (const char* answer : {"", "y", "0", "YES"})
    EXPECT_FALSE(is_confirmation(answer, std::nullopt)) << answer;
}

TEST(Ask, ForTheNumberItself) {
  EXPECT_EQ(question(990), "Erase 990 people for ever? Type 990: ");
  EXPECT_EQ(question(1), "Erase 1 person for ever? Type 1: ");
  EXPECT_TRUE(is_confirmation(" 990\r", 990));
  for (const char* answer : {"", "y", "yes", "99", "0990", "991"})
    EXPECT_FALSE(is_confirmation(answer, 990)) << answer;
}

}  // namespace
}  // namespace roster
