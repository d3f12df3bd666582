// The one thread that does the work. Tests wait for it by signals, never by time.
#include "daemon/work/runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <thread>

#include "tests/support/signal.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RunnerTest : public testing::Test {
 protected:
  void SetUp() override {
    runner_.emplace([this](const std::string& task, const std::exception& error) {
      troubles_.push_back(task + ": " + error.what());
    });
  }

  /// Occupies the runner until let_go() is called; returns when it has begun.
  void occupy() {
    test::Signal begun;
    runner_->post("first", [begun, go_on = go_on_]() mutable {
      begun.give();
      go_on.wait();
    });
    begun.wait();
  }
  void let_go() { go_on_.give(); }

  /// Returns when everything posted before is done.
  void wait() {
    test::Signal done;
    runner_->post("last", [done]() mutable { done.give(); });
    done.wait();
  }

  test::Signal go_on_;
  std::vector<std::string> done_, troubles_;
  std::optional<Runner> runner_;  // goes first: its thread uses the others
};

TEST_F(RunnerTest, TasksRunInTheirOrderOneAtATime) {
  occupy();
  for (const char* name : {"a", "b", "c"})
    runner_->post(name, [this, name] { done_.emplace_back(name); });
  EXPECT_THAT(runner_->queue(), ElementsAre("first", "a", "b", "c"));
  EXPECT_FALSE(runner_->idle());
  EXPECT_THAT(done_, IsEmpty());
  let_go();
  wait();
  EXPECT_THAT(done_, ElementsAre("a", "b", "c"));
}

TEST_F(RunnerTest, WhenNothingIsLeftItIsIdle) {
  EXPECT_TRUE(runner_->idle());
  EXPECT_THAT(runner_->queue(), IsEmpty());
}

TEST_F(RunnerTest, ATaskThatThrowsIsToldAndTheNextOneRuns) {
  runner_->post("a", [] { throw std::runtime_error("disk full"); });
  runner_->post("b", [this] { done_.emplace_back("b"); });
  wait();
  EXPECT_THAT(troubles_, ElementsAre("a: disk full"));
  EXPECT_THAT(done_, ElementsAre("b"));
}

TEST_F(RunnerTest, StopLetsTheRunningTaskEndAndDropsTheOthers) {
  occupy();
  runner_->post("a", [this] { done_.emplace_back("a"); });
  EXPECT_FALSE(runner_->stopping());
  std::thread stopper([this] { runner_->stop(); });
  while (!runner_->stopping()) std::this_thread::yield();
  EXPECT_THAT(runner_->queue(), ElementsAre("first")) << "what waited is dropped, what runs is not";
  let_go();
  stopper.join();
  EXPECT_THAT(done_, IsEmpty());
  EXPECT_TRUE(runner_->idle());
}

TEST_F(RunnerTest, StoppingTwiceIsStoppingOnceAndNothingRunsAfterwards) {
  runner_->stop();
  runner_->stop();
  runner_->post("a", [this] { done_.emplace_back("a"); });
  runner_.reset();
  EXPECT_THAT(done_, IsEmpty());
}

TEST_F(RunnerTest, ATaskThatHangsIsToldFromOneThatGetsOn) {
  occupy();
  EXPECT_TRUE(runner_->has_got_on()) << "it has begun";
  EXPECT_FALSE(runner_->has_got_on());
  EXPECT_FALSE(runner_->has_got_on());
  runner_->progress();
  EXPECT_TRUE(runner_->has_got_on());
  EXPECT_FALSE(runner_->has_got_on());
  runner_->post("waits", [] {});
  EXPECT_FALSE(runner_->has_got_on()) << "a longer queue is no progress";
  let_go();
  wait();
  EXPECT_TRUE(runner_->has_got_on()) << "it has ended";
}

TEST_F(RunnerTest, ATaskThatWaitsCanBeTakenBackOneThatRunsCannot) {
  occupy();
  const Runner::Ticket a = runner_->post("a", [this] { done_.emplace_back("a"); });
  const Runner::Ticket b = runner_->post("b", [this] { done_.emplace_back("b"); });
  EXPECT_TRUE(runner_->is_waiting(a));
  EXPECT_TRUE(runner_->take_back(a));
  EXPECT_FALSE(runner_->is_waiting(a));
  EXPECT_FALSE(runner_->take_back(a));
  let_go();
  wait();
  EXPECT_FALSE(runner_->take_back(b));
  EXPECT_THAT(done_, ElementsAre("b"));
}

TEST_F(RunnerTest, WhoStopsItLearnsThatATaskDoesNotEnd) {
  occupy();
  EXPECT_FALSE(runner_->stop(std::chrono::milliseconds(1)));
  EXPECT_TRUE(runner_->stopping());
  let_go();
  EXPECT_TRUE(runner_->stop(std::chrono::seconds(30)));
}

TEST_F(RunnerTest, OneThatHasNothingToDoDoesNotHang) {
  EXPECT_TRUE(runner_->has_got_on());
  EXPECT_TRUE(runner_->has_got_on());
}

TEST_F(RunnerTest, CallsWhatIsAroundEachTask) {
  std::vector<std::string> calls;
  Runner runner([&](const std::string& task, const std::exception&) { calls.push_back(task); },
                [&](const std::function<void()>& task) {
                  calls.emplace_back("before");
                  task();
                });
  test::Signal done;
  runner.post("works", [&] { calls.emplace_back("task"); });
  runner.post("fails", [] { throw std::runtime_error("no"); });
  runner.post("last", [done]() mutable { done.give(); });
  done.wait();
  runner.stop();
  EXPECT_THAT(calls, ElementsAre("before", "task", "before", "fails", "before"));
}

}  // namespace
}  // namespace roster
