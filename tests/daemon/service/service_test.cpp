// The daemon's answers, and the watchdog.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/accounts/api_key.hpp"
#include "tests/daemon/http/raw_client.hpp"
#include "tests/daemon/service/service_fixture.hpp"
#include "tests/support/signal.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

using test::kProfile;
using test::ServiceTest;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A task that stands still until the test lets it go.
class Stalled {
 public:
  explicit Stalled(Service& service) {
    test::Signal begun;
    service.runner().post("stalls", [begun, go_on = go_on_]() mutable {
      begun.give();
      go_on.wait();
    });
    begun.wait();
  }
  ~Stalled() { let_go(); }
  void let_go() {
    if (!std::exchange(gone_, true)) go_on_.give();
  }

 private:
  test::Signal go_on_;
  bool gone_ = false;
};

TEST_F(ServiceTest, TheWatchdogIsPingedWhileJobsGetOnAndNotWhileOneHangs) {
  start();
  Stalled stalled(*service_);
  service_->tick();  // it has begun
  EXPECT_THAT(told_, Contains("WATCHDOG=1"));
  told_.clear();
  for (int beats = 0; beats < 3; ++beats) service_->tick();
  EXPECT_THAT(told_, Not(Contains("WATCHDOG=1")));
  service_->runner().progress();
  service_->tick();
  EXPECT_THAT(told_, Contains("WATCHDOG=1"));
}

TEST_F(ServiceTest, WhoAsksDoesNotPingTheWatchdog) {
  start();
  Stalled stalled(*service_);
  service_->tick();
  told_.clear();
  for (const char* command : {"status", "jobs"}) {
    std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(5));
    client->send(boost::json::object{{"command", command}});
    io_.run_for(std::chrono::milliseconds(50));
  }
  service_->tick();
  EXPECT_THAT(told_, Not(Contains("WATCHDOG=1")));
}

TEST_F(ServiceTest, WhoHangsUpWhileOthersWorkIsNotWorkedFor) {
  start();
  Stalled stalled(*service_);
  std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(5));
  client->send(unlock());
  run_until([&] { return is_queued("rosterctl unlock"); });
  client.reset();
  run_until([&] { return !is_queued("rosterctl unlock"); });
}

TEST_F(ServiceTest, WhoWaitsAndWithdrawsIsToldThatNothingWasDone) {
  start();
  Stalled stalled(*service_);
  std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(30));
  client->send(unlock());
  run_until([&] { return is_queued("rosterctl unlock"); });
  client->send(boost::json::object{{"withdraw", true}});
  EXPECT_EQ(answer_to(*client),
            R"({"error":{"code":"refused","message":"stopped before it began; nothing was done"},)"
            R"("exit":3})");
  EXPECT_FALSE(is_queued("rosterctl unlock"));
}

TEST_F(ServiceTest, TellsWhoWaitsThatItEnds) {
  start();
  Runner& runner = service_->runner();
  runner.post("ends when it is asked to", [&runner] {
    while (!runner.stopping()) std::this_thread::yield();
  });
  std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(30));
  client->send(unlock());
  run_until([&] { return is_queued("rosterctl unlock"); });
  EXPECT_TRUE(service_->stop());
  EXPECT_EQ(client->receive(1000),
            (boost::json::value{{"error",
                                 {{"code", "unreachable"},
                                  {"message", "rosterd is shutting down; nothing was done"}}},
                                {"exit", 5}}));
}

TEST_F(ServiceTest, WhoOnlyLooksIsAnsweredWhileOthersWork) {
  start();
  Stalled stalled(*service_);
  std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(30));
  client->send(boost::json::object{{"command", "jobs"}});
  EXPECT_EQ(answer_to(*client), R"({"out":"no jobs\n"}{"exit":0})");
  EXPECT_THAT(service_->runner().queue(), Contains("stalls"));
}

TEST_F(ServiceTest, ABackupIsMadeWhileOthersWork) {
  start();
  Stalled stalled(*service_);
  const int fd = ::open(path("backup.db").c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0);
  std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(30));
  client->send_with_files({{"command", "backup"},
                           {"arguments", {{"TO", "backup.db"}}},
                           {"files", boost::json::array{"backup.db"}}},
                          {fd});
  ::close(fd);
  EXPECT_THAT(answer_to(*client),
              testing::ContainsRegex(R"(\{"out":"backup.db: 0 users, [0-9]+ KiB, verified; .*)"
                                     R"("exit":0\}$)"));
  EXPECT_THAT(service_->runner().queue(), Contains("stalls"));
  const auto copy = open_reader("sqlite:" + path("backup.db"));
  EXPECT_EQ(copy->begin(Access::read)->count({}), 0);
}

TEST_F(ServiceTest, AWriteOverHttpThatGetsNoTurnIsAskedToComeAgain) {
  configure(kProfile + ("http: {listen: \"unix:" + path("http.sock") + "\"}\n"));
  {
    const auto store = open_store("sqlite:" + path("users.db"));
    const auto transaction = store->begin(Access::write);
    transaction->add_key({"desk", api_key_digest("secret"), ApiKey::Right::write, {}, "-", {}});
    transaction->commit();
  }
  patience_ = std::chrono::milliseconds(100);
  start();
  Stalled stalled(*service_);
  test::Client client(path("http.sock"));
  client.send(
      "DELETE /almaws/v1/users/s1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: apikey secret\r\n"
      "Connection: close\r\n\r\n");
  auto answer = std::async(std::launch::async, [&] { return client.receive_all(); });
  run_until([&] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  EXPECT_THAT(answer.get(), AllOf(testing::StartsWith("HTTP/1.1 503 Service Unavailable\r\n"),
                                  HasSubstr("\r\nRetry-After: 30\r\n"),
                                  HasSubstr("The service is busy, please retry later.")));
}

TEST_F(ServiceTest, AMinuteIn2100IsToldOf) {
  start();
  const auto pass = [&](Seconds real, Seconds shown) {
    since_boot_ += real;
    now_ += shown;
    service_->tick();
  };
  pass(Seconds(1), *parse_time("2100-01-01T00:00:00Z") - now_);
  pass(Seconds(60), Seconds(60));
  pass(Seconds(1), *parse_time("2026-11-22T12:01:01Z") - now_);
  EXPECT_THAT(ask("status"), HasSubstr("clock: set from 2100-01-01 00:01 UTC to 2026-11-22 12:01 "
                                       "UTC (if it is correct now, run `rosterctl reload`)\n"));
  EXPECT_THAT(ask("reload"), HasSubstr("reloaded"));
  EXPECT_THAT(ask("status"), Not(HasSubstr("clock:")));
}

}  // namespace
}  // namespace roster
