// The table of commands, and what a client may send for a command's parameters.
#include "daemon/commands/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "daemon/commands/commands.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a reading of arguments is refused for.
template <class Read>
std::string refusal(Read&& read) {
  try {
    read();
  } catch (const CommandError& error) {
    return std::string(to_string(error.code)) + ": " + error.what();
  }
  return "accepted";
}

Arguments given(const char* json) { return Arguments(boost::json::parse(json).as_object()); }

TEST(Arguments, AreReadByTheirType) {
  const Arguments arguments =
      given(R"({"ID":"s1","N":7,"all":true,"FILE":["a.xml","b.xml"],"none":false})");
  EXPECT_EQ(arguments.text("ID"), "s1");
  EXPECT_EQ(arguments.optional_text("ID"), "s1");
  EXPECT_EQ(arguments.number("N"), 7);
  EXPECT_EQ(arguments.required_number("N"), 7);
  EXPECT_TRUE(arguments.flag("all"));
  EXPECT_FALSE(arguments.flag("none"));
  EXPECT_THAT(arguments.texts("FILE"), ElementsAre("a.xml", "b.xml"));
  EXPECT_TRUE(arguments.has("ID"));
}

TEST(Arguments, ThatAreNotThereAreNothing) {
  const Arguments arguments = given("{}");
  EXPECT_EQ(arguments.optional_text("ID"), std::nullopt);
  EXPECT_EQ(arguments.number("N"), std::nullopt);
  EXPECT_FALSE(arguments.flag("all"));
  EXPECT_THAT(arguments.texts("FILE"), IsEmpty());
  EXPECT_FALSE(arguments.has("ID"));
}

TEST(Arguments, ThatMustBeThereAreAskedFor) {
  for (const char* json : {"{}", R"({"ID":7,"N":"seven"})", R"({"ID":["s1"],"N":null})"}) {
    const Arguments arguments = given(json);
    EXPECT_EQ(refusal([&] { arguments.text("ID"); }), "usage: ID is required");
    EXPECT_EQ(refusal([&] { arguments.required_number("N"); }), "usage: N is required");
    EXPECT_EQ(refusal([&] { arguments.required_texts("FILE"); }), "usage: FILE is required");
  }
}

TEST(Arguments, OfAnotherTypeDoNoHarm) {
  const Arguments arguments = given(R"({"FILE":["a.xml",7],"all":"yes"})");
  EXPECT_EQ(refusal([&] { arguments.texts("FILE"); }), "usage: FILE is not a list of texts");
  EXPECT_FALSE(arguments.flag("all"));
}

TEST(Arguments, ThatAClientLeftOutRefuseEveryCommandThatNeedsThem) {
  for (const Command& command : commands()) {
    const bool needs_some =
        std::any_of(command.parameters.begin(), command.parameters.end(),
                    [](const Parameter& p) { return p.place == Parameter::Place::required; });
    if (!needs_some) continue;
    Session session(builtin_config("sqlite::memory:"), [] { return Time{}; });
    EXPECT_THROW(command.run(session, given("{}")), CommandError) << command.name;
  }
}

TEST(Commands, HaveANameOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Command& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_EQ(find_command(command.name), &command);
  }
  EXPECT_EQ(find_command("fly"), nullptr);
}

TEST(Commands, EndWithACodeThatScriptsCanRead) {
  EXPECT_EQ(to_string(Exit::done), "done");
  EXPECT_EQ(to_string(Exit::rejected), "rejected");
  EXPECT_EQ(to_string(Exit::usage), "usage");
  EXPECT_EQ(to_string(Exit::refused), "refused");
  EXPECT_EQ(to_string(Exit::held), "held");
  EXPECT_EQ(to_string(Exit::unreachable), "unreachable");
  EXPECT_EQ(to_string(Exit::not_found), "not_found");
}

}  // namespace
}  // namespace roster
