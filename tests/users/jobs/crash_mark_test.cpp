// A process that really crashes, and the mark it leaves.
#include "users/jobs/crash_mark.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <thread>

#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

class CrashMark : public testing::Test {
 protected:
  /// What became of a process that did this while job 7 ran: the signal that ended it.
  int signal_of(const std::function<void()>& crash) const {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit no_core{0, 0};
      ::setrlimit(RLIMIT_CORE, &no_core);
      mark_crashes();
      const CrashWatch watch(directory_.path(), 7);
      crash();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }
  std::uintmax_t crashes() const { return count_crashes(directory_.path(), 7); }

  test::TemporaryDirectory directory_;
};

TEST_F(CrashMark, IsLeftByEverySignalOfACrashAndTheProcessEndsByIt) {
  std::uintmax_t expected = 0;
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) {
    EXPECT_EQ(signal_of([signal] { ::raise(signal); }), signal);
    EXPECT_EQ(crashes(), ++expected) << signal;
  }
}

TEST_F(CrashMark, IsLeftByAnUncaughtException) {
  const auto throws = [] {
    std::thread thread([] { throw std::runtime_error("nobody catches it"); });
    thread.join();
  };
  EXPECT_EQ(signal_of(throws), SIGABRT);
  EXPECT_EQ(crashes(), 1U);
}

TEST_F(CrashMark, IsNotLeftByAKill) {
  EXPECT_EQ(signal_of([] { ::raise(SIGKILL); }), SIGKILL);
  EXPECT_EQ(signal_of([] { ::raise(SIGTERM); }), SIGTERM);
  EXPECT_EQ(crashes(), 0U);
}

TEST_F(CrashMark, IsNotLeftBetweenJobs) {
  const auto after = [this] {
    { const CrashWatch next(directory_.path(), 8); }
    ::raise(SIGSEGV);
  };
  EXPECT_EQ(signal_of(after), SIGSEGV);
  EXPECT_EQ(count_crashes(directory_.path(), 8), 0U);
}

TEST_F(CrashMark, IsForgotten) {
  signal_of([] { ::raise(SIGSEGV); });
  forget_crashes(directory_.path(), 7);
  EXPECT_EQ(crashes(), 0U);
}

}  // namespace
}  // namespace roster
