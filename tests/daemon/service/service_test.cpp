// The daemon in one process with its test, which holds the present and hears what systemd would.
#include "daemon/service/service.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/accounts/api_key.hpp"
#include "tests/daemon/http/raw_client.hpp"
#include "tests/support/files.hpp"
#include "tests/support/signal.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Value;

constexpr const char* kProfile =
    "profiles:\n  - code: SIS\n    synchronize: {active: true, schedule: on_arrival}\n";

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    fs::create_directories(path("inbox/synchronize"));
    configure(kProfile);
  }

  std::string path(const std::string& name) const { return directory_.path() / name; }

  void configure(const std::string& lines) const {
    test::write_file(path("roster.yaml"),
                     "store: sqlite:users.db\ntimezone: UTC\ninbox: inbox\nspool: spool\n"
                     "reports: reports\ncontrol: control.sock\nsettle: 0s\n" +
                         lines);
  }

  void start() {
    const ConfigFile file = load_config(path("roster.yaml"));
    ASSERT_TRUE(file.is_usable()) << file.problem_text();
    service_.emplace(io_, file.file, file.config,
                     Service::Surroundings{
                         .clock = [this] { return now_; },
                         .since_boot = [this] { return since_boot_; },
                         .tell_systemd = [this](const std::string& text) { told_.push_back(text); },
                         .patience = patience_});
  }

  /// What a command says that the daemon answers itself.
  std::string ask(const char* command) {
    std::optional<Wire> client = connect_to(path("control.sock"), std::chrono::seconds(30));
    client->send(boost::json::object{{"command", command}});
    std::string text;
    for (;;) {
      io_.run_one_for(std::chrono::milliseconds(100));
      pollfd ready{client->fd(), POLLIN, 0};
      if (::poll(&ready, 1, 0) == 0) continue;
      const auto line = client->receive(100'000);
      if (!line || line->as_object().contains("exit")) return text;
      text += line->at("out").as_string();
    }
  }

  /// All that a client is told, the daemon going on meanwhile.
  std::string answer_to(Wire& client) {
    std::promise<std::string> answer;
    std::thread reads([&] {
      std::string all;
      while (const auto line = client.receive(100'000)) all += boost::json::serialize(*line);
      answer.set_value(all);
    });
    auto answered = answer.get_future();
    while (answered.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      io_.run_one_for(std::chrono::milliseconds(10));
      service_->tick();
    }
    reads.join();
    return answered.get();
  }

  /// A request that waits for its turn.
  static boost::json::object unlock() {
    return {{"command", "unlock"}, {"arguments", {{"ID", "s1"}}}};
  }
  bool is_queued(const std::string& task) {
    return Value(service_->runner().queue(), Contains(task));
  }
  /// The daemon goes on until this is so, or half a minute is over.
  void run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done() && std::chrono::steady_clock::now() < end) {
      io_.run_one_for(std::chrono::milliseconds(10));
      service_->tick();
    }
    EXPECT_TRUE(done());
  }

  test::TemporaryDirectory directory_;
  boost::asio::io_context io_{1};
  Time now_ = *parse_time("2026-11-22T12:00:00Z");
  std::chrono::nanoseconds since_boot_{0};
  std::chrono::milliseconds patience_{30'000};
  std::vector<std::string> told_;
  std::optional<Service> service_;
};

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

TEST_F(ServiceTest, ABrokenConfigurationChangesNothing) {
  start();
  configure("profiles: 7\n");
  const auto problems = service_->reload();
  ASSERT_TRUE(problems);
  EXPECT_THAT(*problems, HasSubstr("roster.yaml:8:11: "));
  configure(kProfile);
  EXPECT_FALSE(service_->reload());
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
