// The cluster that the tests of the PostgreSQL store run on.
#include "tests/support/postgres_cluster.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

namespace roster::test {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kPause{20};

template <class Condition>
bool becomes_true(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

TEST(PostgresClusterTest, EachTestGetsAnEmptyDatabaseOfItsOwn) {
  PostgresCluster& cluster = PostgresCluster::shared();
  const std::string first = PostgresCluster::database_in(cluster.fresh()),
                    second = PostgresCluster::database_in(cluster.fresh());
  cluster.sql(first, "CREATE TABLE filled (n int)");
  EXPECT_EQ(cluster.sql(second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
            "0\n");
}

TEST(PostgresClusterTest, NoOtherMachineReachesIt) {
  EXPECT_EQ(PostgresCluster::shared().sql("postgres", "SHOW listen_addresses"), "\n");
}

TEST(PostgresClusterTest, TheServerHasNoRights) {
  struct stat status {};
  ASSERT_EQ(::stat((PostgresCluster::shared().home() / "data").c_str(), &status), 0);
  EXPECT_NE(status.st_uid, 0U);
}

TEST(PostgresClusterTest, AScriptThatFailsSaysWhy) {
  try {
    PostgresCluster::shared().sql("postgres", "SELECT nothing");
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("column \"nothing\" does not exist"),
              std::string::npos)
        << error.what();
  }
}

TEST(PostgresClusterTest, AStandbyFollowsAndIsPromoted) {
  PostgresCluster primary;
  primary.sql("postgres", "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
  PostgresCluster standby(primary);
  EXPECT_EQ(standby.sql("postgres", "SELECT n, pg_is_in_recovery() FROM kept"), "7|t\n");
  primary.stop_at_once();
  standby.promote();
  standby.sql("postgres", "INSERT INTO kept VALUES (8)");
  primary.start();
  EXPECT_EQ(primary.sql("postgres", "SELECT count(*) FROM kept"), "1\n");
}

/// Runs in a child: tells the directory, then waits to be killed.
[[noreturn]] void hold_a_cluster(int to) {
  const PostgresCluster cluster;
  const std::string home = cluster.home();
  if (::write(to, home.data(), home.size()) < 0) ::_exit(1);
  ::close(to);
  while (true) ::pause();
}

TEST(PostgresClusterTest, IsGoneWhenTheTestIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    hold_a_cluster(ends[1]);
  }
  ::close(ends[1]);
  std::string home(200, '\0');
  const ssize_t size = ::read(ends[0], home.data(), home.size());
  ::close(ends[0]);
  ASSERT_GT(size, 0);
  home.resize(static_cast<std::size_t>(size));
  ASSERT_TRUE(std::filesystem::exists(home + "/data/postmaster.pid"));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(becomes_true([&] { return !std::filesystem::exists(home); })) << home;
}

}  // namespace
}  // namespace roster::test
