// The daemon in one process with its test, which holds the present and hears what systemd would.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <thread>

#include "daemon/service/service.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster::test {

inline constexpr const char* kProfile =
    "profiles:\n  - code: SIS\n    synchronize: {active: true, schedule: on_arrival}\n";

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    std::filesystem::create_directories(path("inbox/synchronize"));
    configure(kProfile);
  }

  std::string path(const std::string& name) const { return directory_.path() / name; }

  void configure(const std::string& lines) const {
    write_file(path("roster.yaml"),
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
    return testing::Value(service_->runner().queue(), testing::Contains(task));
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

  TemporaryDirectory directory_;
  boost::asio::io_context io_{1};
  Time now_ = *parse_time("2026-11-22T12:00:00Z");
  std::chrono::nanoseconds since_boot_{0};
  std::chrono::milliseconds patience_{30'000};
  std::vector<std::string> told_;
  std::optional<Service> service_;
};

}  // namespace roster::test
