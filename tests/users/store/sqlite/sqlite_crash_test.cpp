// A store in SQLite among processes: the lock, and what a death leaves.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/users/store/sqlite_fixture.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using test::plain_user;

using SqliteProcess = test::SqliteStoreTest;

// The lock ------------------------------------------------------------------------------------

/// A second process that has the store until it is told to end.
class Holder {
 public:
  explicit Holder(const std::string& url) {
    int ready[2], done[2];
    EXPECT_EQ(::pipe(ready) + ::pipe(done), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(done[1]);
      auto store = open_store(url);
      char byte = 'r';
      if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
      ::_exit(::read(done[0], &byte, 1) == 0 ? 0 : 1);  // without closing the store
    }
    ::close(done[0]);
    ::close(ready[1]);
    done_ = done[1];
    char byte = 0;
    EXPECT_EQ(::read(ready[0], &byte, 1), 1);
    ::close(ready[0]);
  }
  ~Holder() {
    ::close(done_);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    EXPECT_EQ(status, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  int done_ = -1;
};

TEST_F(SqliteProcess, IsOneProcessesAtATime) {
  {
    const Holder holder(url_);
    EXPECT_EQ(refusal<StoreBusy>(), url_ + " is in use by process " + std::to_string(holder.pid()) +
                                        " (" + path_ + ".lock)");
  }
  EXPECT_EQ(refusal<StoreBusy>(), "") << "the holder died, its lock with it";
}

TEST_F(SqliteProcess, IsNotOpenedTwiceByOneProcessUnderAnotherName) {
  auto store = open_store(url_);
  fs::create_symlink(path_, directory_.path() / "link.db");
  url_ = "sqlite:" + (directory_.path() / "link.db").string();
  EXPECT_EQ(refusal<StoreBusy>(),
            url_ + " is in use by process " + std::to_string(::getpid()) + " (" + path_ + ".lock)");
}

// Transactions --------------------------------------------------------------------------------

TEST_F(SqliteProcess, WhatWasCommittedSurvivesAProcessThatDies) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = open_store(url_);
    add_user(*store, plain_user("s1"));
    add_user(*store, plain_user("s2"));
    auto transaction = store->begin(Access::write);
    transaction->begin_change(0, test::at(1), "never committed");
    const User user = plain_user("s3");
    Write write{0, &user, nullptr, {}, {}};
    transaction->put({&write, 1});
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  auto store = open_store(url_);
  auto transaction = store->begin(Access::read);
  EXPECT_EQ(transaction->count({}), 2);
  EXPECT_FALSE(find_user(*transaction, "s3"));
}

TEST_F(SqliteProcess, AFirstLoadThatDiesLeavesAnEmptyStore) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = open_store(url_);
    auto transaction = store->begin(Access::write);
    transaction->begin_change(0, test::at(1), "never committed");
    User user = plain_user("");
    user.job_description = std::string(20000, 'x');
    for (int i = 0; i < 5000; ++i) {  // more than the page cache: it reaches the file
      user.primary_id = "s" + std::to_string(i);
      Write write{0, &user, nullptr, {}, {}};
      transaction->put({&write, 1});
    }
    ::_exit(fs::file_size(path_) > 1000000 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  {
    auto store = open_store(url_);
    EXPECT_EQ(store->begin(Access::read)->count({}), 0);
    add_user(*store, plain_user("s1"));
    EXPECT_EQ(store->begin(Access::read)->count({}), 1);
  }
  EXPECT_EQ(query("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteProcess, AFailureLetsTheNextTransactionWork) {
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  EXPECT_THROW(add_user(*store, plain_user("S1")), StoreError);
  add_user(*store, plain_user("s2"));
  EXPECT_EQ(store->begin(Access::read)->count({}), 2);
}

TEST_F(SqliteProcess, AFileThatCannotGrowIsSaidAndNothingIsApplied) {
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  const rlim_t limit = fs::file_size(path_) + 200000;
  rlimit before{}, small{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  small = {limit, before.rlim_max};
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  User big = plain_user("s2");
  big.job_description = std::string(3000000, 'x');
  std::string message;
  try {
    add_user(*store, big);
  } catch (const StoreError& error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(message, url_ + ": disk I/O error");
  EXPECT_EQ(store->begin(Access::read)->count({}), 1);
  add_user(*store, big);
  EXPECT_EQ(store->begin(Access::read)->count({}), 2);
}

}  // namespace
}  // namespace roster
