// What happens to a store when another server takes over.
#include <gmock/gmock.h>

#include <thread>

#include "tests/users/store/postgres/postgres_fixture.hpp"

namespace roster {
namespace {

using test::PostgresCluster;
using testing::HasSubstr;

class PostgresFailover : public test::PostgresTest {
 protected:
  /// The database on either server, whichever takes writes.
  std::string on_both() const {
    return "postgresql:///failover?user=roster&host=" + primary_.home().string() + "," +
           standby_.home().string();
  }
  void SetUp() override { primary_.sql("postgres", "CREATE DATABASE failover OWNER roster"); }

  /// Until the standby has all that was committed.
  void wait_for_the_standby() {
    std::string end = primary_.sql("postgres", "SELECT pg_current_wal_lsn()");
    end.pop_back();  // the line's end
    const std::string has_it = "SELECT pg_last_wal_replay_lsn() >= '" + end + "'";
    while (standby_.sql("postgres", has_it) != "t\n") std::this_thread::yield();
  }

  PostgresCluster primary_;
  PostgresCluster standby_{primary_};
};

TEST_F(PostgresFailover, TheStoreGoesOnWithTheServerThatTakesOver) {
  const auto store = open_store(on_both());
  const auto reader = open_reader(on_both());
  add(*store, "s1");
  EXPECT_EQ(count(*reader), 1);
  wait_for_the_standby();
  primary_.stop_at_once();
  standby_.promote();
  add(*store, "s2");
  EXPECT_EQ(count(*reader), 2);
}

TEST_F(PostgresFailover, AServerThatLacksCommitsIsNotWrittenTo) {
  const auto store = open_store(on_both());
  add(*store, "s1");
  wait_for_the_standby();
  standby_.stop();
  add(*store, "s2");
  primary_.stop_at_once();
  standby_.start();
  standby_.promote();
  EXPECT_THAT(refusal<StoreBroken>([&] { add(*store, "s3"); }),
              HasSubstr(": the server lacks commits that it had confirmed"));
  EXPECT_EQ(count(*open_reader(on_both())), 1);
}

/// The server that takes over lacks the commit by which the first writer took the lease.
TEST_F(PostgresFailover, AWriterThatTheServerDoesNotKnowIsNotTakenForItsSuccessor) {
  open_store(on_both());
  wait_for_the_standby();
  standby_.stop();
  const auto forgotten = open_store(on_both());
  primary_.stop_at_once();
  standby_.start();
  standby_.promote();
  const auto successor = open_store(on_both());
  EXPECT_NE(successor->fence(), forgotten->fence());
  add(*successor, "s1");
  EXPECT_THROW(add(*forgotten, "s2"), StoreTaken);
  EXPECT_EQ(count(*successor), 1);
}

}  // namespace
}  // namespace roster
