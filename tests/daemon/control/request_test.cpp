// What the daemon makes of a request on its control socket.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "daemon/control/server.hpp"

namespace roster {
namespace {

namespace json = boost::json;

/// Why a request makes no sense; "accepted" when it does.
std::string answer(const char* line, const std::vector<int>& fds = {}) {
  try {
    read_request(json::parse(line), fds);
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
  EXPECT_EQ(request.wanted.format, Format::json);
  EXPECT_TRUE(request.files.empty());
}

TEST(ControlRequest, WithoutFurtherWordsIsTextWithoutArguments) {
  const ControlRequest request = read_request(json::parse(R"({"command":"jobs"})"), {});
  EXPECT_EQ(request.wanted.format, Format::text);
  EXPECT_TRUE(request.arguments.values().empty());
}

TEST(ControlRequest, BringsTheFilesItNamesAndSaysWhichItCouldNotOpen) {
  const int a = ::dup(0), b = ::dup(0);
  const ControlRequest request = read_request(
      json::parse(R"({"command":"sync","files":["a.xml","b.xml"],"missing":{"SIS":2}})"), {a, b});
  EXPECT_EQ(request.files.find("a.xml")->fd, a);
  EXPECT_EQ(request.files.find("b.xml")->fd, b);
  EXPECT_EQ(request.files.find("SIS")->error, ENOENT);
  EXPECT_FALSE(request.files.find("c.xml"));
}

TEST(ControlRequest, WhoseFilesAreNotWantedClosesThem) {
  for (const char* line : {"7", R"({"command":"fly","files":["a.xml"]})",
                           R"({"command":"sync","files":["a.xml","a.xml"]})"}) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    EXPECT_NE(answer(line, {ends[1]}), "accepted") << line;
    char byte = 0;
    EXPECT_EQ(::read(ends[0], &byte, 1), 0) << line;
    ::close(ends[0]);
  }
}

TEST(ControlRequest, ForWhatNeedsNoStoreIsRefused) {
  for (const char* command : {"validate", "sample", "convert", "completion"})
    EXPECT_EQ(answer(json::serialize(json::object{{"command", command}}).c_str()),
              std::string(command) + " runs in rosterctl, not in the daemon");
}

TEST(ControlRequest, ThatMakesNoSenseIsSaid) {
  EXPECT_EQ(answer("7"), "the request names no command");
  EXPECT_EQ(answer("[]"), "the request names no command");
  EXPECT_EQ(answer("{}"), "the request names no command");
  EXPECT_EQ(answer(R"({"command":7})"), "the request names no command");
  EXPECT_EQ(answer(R"({"command":"fly"})"), "there is no command fly");
  const std::string other = "the file names and the passed files of the request do not match";
  EXPECT_EQ(answer(R"({"command":"sync","files":["a.xml"]})"), other);
  EXPECT_EQ(answer(R"({"command":"sync"})", {-1}), other);
  EXPECT_EQ(answer(R"({"command":"sync","files":"a.xml"})", {-1}), other);
  EXPECT_EQ(answer(R"({"command":"sync","files":[1]})", {-1}), "a file of the request has no name");
}

}  // namespace
}  // namespace roster
