// Who is let in at the control socket, and what becomes of what he asks.
#include "daemon/control/server.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <optional>

#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace json = boost::json;

constexpr uid_t kDaemon = 107;
constexpr gid_t kGroup = 115;

TEST(ControlPeers, AreRootTheDaemonsUserAndMembersOfItsGroup) {
  EXPECT_TRUE(may_connect({0, {0}, 1}, kDaemon, kGroup));
  EXPECT_TRUE(may_connect({kDaemon, {100}, 1}, kDaemon, kGroup));
  EXPECT_TRUE(may_connect({1000, {100, kGroup, 200}, 1}, kDaemon, kGroup));
  EXPECT_FALSE(may_connect({1000, {100, 200}, 1}, kDaemon, kGroup));
  EXPECT_FALSE(may_connect({1000, {}, 1}, kDaemon, kGroup));
}

TEST(ControlPeers, OfRootsGroupAreNobodyInParticular) {
  EXPECT_FALSE(may_connect({1000, {0}, 1}, kDaemon, 0));
  EXPECT_FALSE(may_connect({1000, {0}, 1}, kDaemon, kGroup));
}

class ControlServerTest : public testing::Test {
 protected:
  std::string path() const { return directory_.path() / "control.sock"; }

  void listen(std::chrono::seconds deadline = std::chrono::seconds(60)) {
    server_.emplace(
        io_, ControlServer::Settings{path(), directory_.path(), deadline},
        [this](ControlRequest request) { requests_.push_back(std::move(request)); },
        [](const std::string&) {});
  }
  /// The daemon's side goes on until this is so.
  void run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done() && std::chrono::steady_clock::now() < end)
      io_.run_one_for(std::chrono::milliseconds(100));
    EXPECT_TRUE(done());
  }
  ControlRequest& ask(const Wire& client, std::string_view line) {
    EXPECT_EQ(::write(client.fd(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
    run_until([&] { return !requests_.empty(); });
    return requests_.back();
  }

  test::TemporaryDirectory directory_;
  boost::asio::io_context io_{1};
  std::vector<ControlRequest> requests_;
  std::optional<ControlServer> server_;
};

TEST_F(ControlServerTest, TheSocketIsForItsUserAndGroupAlone) {
  listen();
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0660U);
}

TEST_F(ControlServerTest, TheSocketGoesWithTheServer) {
  listen();
  server_.reset();
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ControlServerTest, ARequestIsOverWhenItsClientHangsUp) {
  listen();
  std::optional<Wire> client = connect_to(path(), std::chrono::seconds(5));
  ControlRequest& request = ask(*client, "{\"command\":\"jobs\"}\n");
  const auto now = ControlRequest::Clock::now();
  EXPECT_FALSE(request.is_over(now));
  client.reset();
  run_until([&] { return request.is_over(now); });
}

TEST_F(ControlServerTest, ARequestIsOverWhenItsTimeIs) {
  listen(std::chrono::seconds(60));
  const auto before = ControlRequest::Clock::now();
  std::optional<Wire> client = connect_to(path(), std::chrono::seconds(5));
  const ControlRequest& request = ask(*client, "{\"command\":\"jobs\"}\n");
  const auto after = ControlRequest::Clock::now();
  EXPECT_FALSE(request.is_over(before + std::chrono::seconds(59)));
  EXPECT_TRUE(request.is_over(after + std::chrono::seconds(60)));
}

TEST_F(ControlServerTest, WhatWasAnsweredIsSentThoughTheDaemonEnds) {
  listen();
  std::optional<Wire> client = connect_to(path(), std::chrono::seconds(5));
  ask(*client, "{\"command\":\"jobs\"}\n").reply->send(json::object{{"exit", 0}});
  requests_.clear();
  server_->close();
  server_->drain(std::chrono::seconds(30));
  EXPECT_EQ(client->receive(100), (json::value{{"exit", 0}}));
  EXPECT_FALSE(client->receive(100));
}

}  // namespace
}  // namespace roster
