// Hints from inotify about real directories. The io_context runs until what a test waits for has
// happened.
#include "daemon/service/watcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using State = Watcher::State;

class WatcherTest : public testing::Test {
 protected:
  WatcherTest() { fs::create_directory(drop_); }

  /// Runs what is due now, and what the next event brings while `enough` is not reached.
  template <class Predicate>
  void wait_until(const Predicate& enough) {
    constexpr std::chrono::seconds kPatience{30};
    io_.restart();
    while (!enough())
      if (io_.run_one_for(kPatience) == 0) FAIL() << "waited in vain";
  }
  /// The watcher is up to date with everything that happened before.
  void catch_up() {
    io_.restart();
    io_.poll();
    hints_ = 0;
  }

  test::TemporaryDirectory directory_;
  fs::path drop_ = directory_.path() / "drop";
  boost::asio::io_context io_{1};
  int hints_ = 0;
  std::vector<State> said_;
  Watcher watcher_{io_, [this](const fs::path&) { ++hints_; },
                   [this](const fs::path&, State state) { said_.push_back(state); }};
};

TEST_F(WatcherTest, ADirectoryIsLookedAtWhenTheWatchBegins) {
  watcher_.watch({drop_});
  EXPECT_EQ(hints_, 1);
  EXPECT_THAT(said_, testing::ElementsAre(State::watched));
}

TEST_F(WatcherTest, AWrittenFileAndARenamedOneAreHints) {
  watcher_.watch({drop_});
  catch_up();
  test::write_file(drop_ / "users.xml", "<users/>");
  wait_until([&] { return hints_ > 0; });
  test::write_file(drop_ / "more.xml.part", "<users/>");
  catch_up();
  fs::rename(drop_ / "more.xml.part", drop_ / "more.xml");
  wait_until([&] { return hints_ > 0; });
}

/// Else a file that cannot be renamed would be looked at again and again, because of its report.
TEST_F(WatcherTest, TheDaemonsOwnFilesAreNoHints) {
  watcher_.watch({drop_});
  catch_up();
  test::write_file(drop_ / ".users.xml.report.csv.partial", "x");
  fs::rename(drop_ / ".users.xml.report.csv.partial", drop_ / "users.xml.report.csv");
  test::write_file(drop_ / "users.xml.handled", "x");
  test::write_file(drop_ / "last.xml", "x");
  wait_until([&] { return hints_ > 0; });
  io_.restart();
  io_.poll();
  EXPECT_LE(hints_, 2) << "created and written";
}

TEST_F(WatcherTest, AFileThatMayBeReadAtLastIsAHint) {
  test::write_file(drop_ / "users.xml", "<users/>");
  watcher_.watch({drop_});
  catch_up();
  fs::permissions(drop_ / "users.xml", fs::perms::owner_all);
  wait_until([&] { return hints_ > 0; });
}

TEST_F(WatcherTest, ARemovedDirectoryIsLostAndFoundWhenItIsThereAgain) {
  watcher_.watch({drop_});
  fs::remove(drop_);
  wait_until([&] { return said_.back() == State::lost; });
  watcher_.retry_lost();
  EXPECT_EQ(watcher_.states().at(drop_), State::lost);

  fs::create_directory(drop_);
  hints_ = 0;
  watcher_.retry_lost();
  EXPECT_EQ(watcher_.states().at(drop_), State::watched);
  EXPECT_EQ(hints_, 1) << "files may have come before";
}

TEST_F(WatcherTest, ADirectoryMovedAwayIsLost) {
  watcher_.watch({drop_});
  fs::rename(drop_, directory_.path() / "away");
  wait_until([&] { return said_.back() == State::lost; });
}

TEST_F(WatcherTest, AMissingDirectoryIsSaidOnce) {
  const fs::path missing = directory_.path() / "missing";
  watcher_.watch({missing});
  watcher_.retry_lost();
  watcher_.retry_lost();
  EXPECT_THAT(said_, testing::ElementsAre(State::lost));
}

TEST_F(WatcherTest, AnotherDirectoryInItsPlaceIsWatchedAfterARefresh) {
  const fs::path above = directory_.path() / "above";
  fs::create_directories(above / "drop");
  watcher_.watch({above / "drop"});
  fs::rename(above, directory_.path() / "old");
  fs::create_directories(above / "drop");
  watcher_.refresh();
  catch_up();
  test::write_file(above / "drop" / "users.xml", "<users/>");
  wait_until([&] { return hints_ > 0; });
}

TEST_F(WatcherTest, WhatIsNotWatchedAnyMoreGivesNoHints) {
  const fs::path other = directory_.path() / "other";
  fs::create_directory(other);
  watcher_.watch({drop_});
  watcher_.watch({other});
  catch_up();
  test::write_file(drop_ / "users.xml", "<users/>");
  io_.restart();
  io_.poll();
  EXPECT_EQ(hints_, 0);
  EXPECT_EQ(watcher_.states().size(), 1U);
}

}  // namespace
}  // namespace roster
