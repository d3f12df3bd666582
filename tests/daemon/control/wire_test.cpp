// What goes over the control socket, and what may go wrong on the way.
#include "daemon/control/wire.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "tests/support/memory_file.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace json = boost::json;

class WireTest : public testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    wire_.emplace(ends[0], std::chrono::seconds(5));
    peer_ = ends[1];
  }
  void TearDown() override { hang_up(); }

  void hang_up() {
    if (peer_ >= 0) ::close(peer_);
    peer_ = -1;
  }

  void say(std::string_view text) const {
    ASSERT_EQ(::send(peer_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

  /// The next line as it was sent, or `closed`, or why there is none.
  std::string heard(std::size_t limit = 1000) {
    try {
      const auto document = wire_->receive(limit);
      return document ? json::serialize(*document) : "closed";
    } catch (const WireError& error) {
      return error.what();
    }
  }

  std::optional<Wire> wire_;
  int peer_ = -1;
};

TEST_F(WireTest, ALineComesWholeHoweverItWasCut) {
  for (const char c : std::string_view("{\"command\":\"users\"}")) {
    say({&c, 1});
  }
  say("\n");
  EXPECT_EQ(heard(), R"({"command":"users"})");
}

TEST_F(WireTest, SeveralLinesInOnePieceComeOneByOne) {
  say("1\n[2]\n{\"three\":3}\n");
  EXPECT_EQ(heard(), "1");
  EXPECT_EQ(heard(), "[2]");
  EXPECT_EQ(heard(), R"({"three":3})");
  hang_up();
  EXPECT_EQ(heard(), "closed");
}

TEST_F(WireTest, ALineMayBeAsLongAsTheLimitAndNoLonger) {
  const std::string text = "\"" + std::string(98, 'x') + "\"";
  say(text + "\n" + text + "\n");
  EXPECT_EQ(heard(100), text);
  EXPECT_EQ(heard(99), "the line is too long");
}

TEST_F(WireTest, ALineWithoutEndIsGivenUp) {
  say(std::string(101, 'x'));
  EXPECT_EQ(heard(100), "the line is too long");
}

TEST_F(WireTest, WhatIsNotJsonIsSaid) {
  say("GET / HTTP/1.1\n");
  EXPECT_EQ(heard(), "the line is not JSON: syntax error");
  say("\"caf\xe9\"\n");
  EXPECT_EQ(heard(), "the line is not JSON: incomplete JSON");
  say(std::string(500, '[') + "\n");
  EXPECT_EQ(heard(), "the line is not JSON: too deep");
}

TEST_F(WireTest, APeerThatGoesInTheMiddleOfALineIsSaid) {
  say("{\"command\":");
  hang_up();
  EXPECT_EQ(heard(), "connection closed by the peer in the middle of a line");
}

TEST_F(WireTest, APeerThatIsGoneIsSaidToWhomWouldTellItSomething) {
  hang_up();
  try {
    wire_->send(json::object{{"out", "text"}});
    FAIL() << "nobody is there";
  } catch (const WireError& error) {
    EXPECT_STREQ(error.what(), "cannot write to the control socket: Broken pipe");
  }
}

TEST_F(WireTest, ALargeAnswerArrivesWhole) {
  Wire other(::dup(peer_), std::chrono::seconds(5));
  const std::string text(100'000, 'x');  // more than fits into one piece
  wire_->send(json::object{{"out", text}});
  const auto answer = other.receive(200'000);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->at("out").as_string(), text);
}

std::string content(int fd) {
  std::string text(100, '\0');
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  ::close(fd);
  return text;
}

TEST_F(WireTest, FilesComeWithTheLineThatNamesThem) {
  Wire client(::dup(peer_), std::chrono::seconds(5));
  const test::MemoryFile one("one"), two("two");
  client.send_with_files(json::array{"one", "two"}, {one.fd(), two.fd()});
  EXPECT_EQ(heard(), R"(["one","two"])");
  const std::vector<int> files = wire_->take_files();
  ASSERT_EQ(files.size(), 2U);
  EXPECT_NE(::fcntl(files[0], F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_EQ(content(files[0]), "one");
  EXPECT_EQ(content(files[1]), "two");
  EXPECT_TRUE(wire_->take_files().empty());
}

TEST_F(WireTest, FilesThatNobodyTookAreClosed) {
  Wire client(::dup(peer_), std::chrono::seconds(5));
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  client.send_with_files(1, {ends[1]});
  ::close(ends[1]);
  EXPECT_EQ(heard(), "1");
  wire_.reset();
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0) << "somebody still holds the pipe's other end";
  ::close(ends[0]);
}

TEST_F(WireTest, AsManyFilesAsAllowedAndNoMore) {
  Wire client(::dup(peer_), std::chrono::seconds(5));
  const test::MemoryFile file("text");
  client.send_with_files(1, std::vector<int>(kMaxFiles, file.fd()));
  EXPECT_EQ(heard(), "1");
  client.send_with_files(2, {file.fd()});
  EXPECT_EQ(heard(), "too many files");
}

TEST(Wire, NobodyListensWhereNothingIs) {
  const test::TemporaryDirectory directory;
  const auto seconds = std::chrono::seconds(1);
  EXPECT_FALSE(connect_to(directory.path() / "control.sock", seconds));
  EXPECT_FALSE(connect_to(directory.path() / "gone" / "control.sock", seconds));
  EXPECT_FALSE(connect_to("/" + std::string(200, 'x'), seconds));
}

}  // namespace
}  // namespace roster
