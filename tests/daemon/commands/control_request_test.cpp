// What the daemon makes of a request on its control socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/control/server.hpp"

namespace roster {
namespace {

namespace json = boost::json;

/// Why a request makes no sense; "accepted" when it does.
std::string answer(const char* line, std::vector<int> fds = {}) {
  try {
    read_request(json::parse(line), std::move(fds));
  } catch (const CommandError& refused) {
    EXPECT_EQ(refused.code, Exit::usage);
    return refused.what();
  }
  return "accepted";
}

TEST(ControlRequest, NamesACommandItsArgumentsAndTheFormat) {
  const ControlRequest request = read_request(
      json::parse(R"({"command":"jobs","arguments":{"limit":3,"kind":"purge"},"format":"json"})"),
      {});
  EXPECT_EQ(request.command, find_command("jobs"));
  EXPECT_EQ(request.arguments.number("limit"), 3);
  EXPECT_EQ(request.arguments.text("kind"), "purge");
  EXPECT_EQ(request.format, Format::json);
  EXPECT_TRUE(request.files.empty());
}

TEST(ControlRequest, WithoutFurtherWordsIsTextWithoutArguments) {
  const ControlRequest request = read_request(json::parse(R"({"command":"jobs"})"), {});
  EXPECT_EQ(request.format, Format::text);
  EXPECT_TRUE(request.arguments.values().empty());
}

TEST(ControlRequest, BringsTheFilesItNames) {
  const ControlRequest request =
      read_request(json::parse(R"({"command":"sync","files":["a.xml","b.xml"]})"), {7, 8});
  EXPECT_THAT(request.files,
              testing::ElementsAre(testing::Pair("a.xml", 7), testing::Pair("b.xml", 8)));
}

TEST(ControlRequest, ThatMakesNoSenseIsSaid) {
  EXPECT_EQ(answer("7"), "the request names no command");
  EXPECT_EQ(answer("[]"), "the request names no command");
  EXPECT_EQ(answer("{}"), "the request names no command");
  EXPECT_EQ(answer(R"({"command":7})"), "the request names no command");
  EXPECT_EQ(answer(R"({"command":"fly"})"), "there is no command fly");
  const std::string other = "the request names other files than it brings";
  EXPECT_EQ(answer(R"({"command":"sync","files":["a.xml"]})"), other);
  EXPECT_EQ(answer(R"({"command":"sync"})", {-1}), other);
  EXPECT_EQ(answer(R"({"command":"sync","files":"a.xml"})", {-1}), other);
  EXPECT_EQ(answer(R"({"command":"sync","files":[1]})", {-1}), "a file of the request has no name");
}

}  // namespace
}  // namespace roster
