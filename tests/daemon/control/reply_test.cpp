// The way back to a client, whatever the client does meanwhile.
#include "daemon/control/reply.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <thread>

#include "daemon/control/wire.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace json = boost::json;

class ReplyTest : public testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    client_.emplace(ends[1], std::chrono::seconds(30));
    reply_ = Reply::make(io_, ends[0], {directory_.path(), patience_}, open_);
  }

  void run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done() && std::chrono::steady_clock::now() < end) {
      io_.restart();
      io_.run_one_for(std::chrono::milliseconds(100));
    }
    EXPECT_TRUE(done());
  }

  test::TemporaryDirectory directory_;
  boost::asio::io_context io_{1};
  std::shared_ptr<std::atomic<int>> open_ = std::make_shared<std::atomic<int>>(0);
  std::chrono::seconds patience_{60};
  std::optional<Wire> client_;
  std::shared_ptr<Reply> reply_;
};

TEST_F(ReplyTest, IsSentAfterItsLastOwnerHasLetGo) {
  reply_->send(json::object{{"out", "text"}});
  reply_->send_error(Exit::refused, "no");
  reply_.reset();
  run_until([&] { return *open_ == 0; });
  EXPECT_EQ(client_->receive(1000), (json::value{{"out", "text"}}));
  EXPECT_EQ(client_->receive(1000),
            (json::value{{"error", {{"code", "refused"}, {"message", "no"}}}, {"exit", 3}}));
  EXPECT_FALSE(client_->receive(1000)) << "the socket is closed then";
}

TEST_F(ReplyTest, WhoAddsToItNeverWaitsForAClientThatDoesNotRead) {
  const std::string text(1 << 20, 'x');
  for (int n = 0; n < 20; ++n) reply_->send(json::object{{"out", text}});  // no thread sends any
  EXPECT_FALSE(reply_->gone());
  reply_.reset();
  std::thread sends([&] { run_until([&] { return *open_ == 0; }); });
  int lines = 0;
  while (const auto line = client_->receive(2 << 20))
    lines += line->at("out").as_string() == text ? 1 : 0;
  sends.join();
  EXPECT_EQ(lines, 20);
}

TEST_F(ReplyTest, NoticesThatTheClientHangsUp) {
  EXPECT_FALSE(reply_->gone());
  client_.reset();
  run_until([&] { return reply_->gone(); });
  reply_->send(json::object{{"out", "into the void"}});
  reply_.reset();
  run_until([&] { return *open_ == 0; });
}

TEST_F(ReplyTest, AClientThatWithdrawsStillGetsItsAnswer) {
  EXPECT_FALSE(reply_->withdrawn());
  client_->send(json::object{{"withdraw", true}});
  run_until([&] { return reply_->withdrawn(); });
  EXPECT_FALSE(reply_->gone());
  reply_->send_error(Exit::refused, "stopped");
  reply_.reset();
  run_until([&] { return *open_ == 0; });
  EXPECT_EQ(client_->receive(1000)->at("exit"), 3);
}

TEST_F(ReplyTest, AClientThatHasNothingMoreToSayIsStillThere) {
  ASSERT_EQ(::shutdown(client_->fd(), SHUT_WR), 0);
  reply_->send(json::object{{"out", "text"}});
  reply_.reset();
  run_until([&] { return *open_ == 0; });
  EXPECT_EQ(client_->receive(1000), (json::value{{"out", "text"}}));
}

class ImpatientReply : public ReplyTest {
 protected:
  ImpatientReply() { patience_ = std::chrono::seconds(0); }
};

TEST_F(ImpatientReply, GivesUpAClientThatTakesNothing) {
  reply_->send(json::object{{"out", std::string(1 << 20, 'x')}});  // more than a socket holds
  run_until([&] { return reply_->gone(); });
  reply_.reset();
  run_until([&] { return *open_ == 0; });
}

}  // namespace
}  // namespace roster
