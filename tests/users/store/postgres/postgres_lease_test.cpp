// One process at a time writes to a database.
#include <gmock/gmock.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "tests/users/store/postgres/postgres_fixture.hpp"
#include "users/store/copy/copy.hpp"

namespace roster {
namespace {

using testing::HasSubstr;

class PostgresLease : public test::PostgresTest {
 protected:
  std::int64_t fence() const { return std::stoll(sql("SELECT fence FROM lease")); }
};

TEST_F(PostgresLease, KeepsASecondWriterAway) {
  const auto first = open_store(url_);
  const std::string why = refusal<StoreBusy>([&] { open_store(url_); });
  EXPECT_THAT(why, HasSubstr("is in use by process " + std::to_string(::getpid()) + " on "));
  add(*first, "s1");
  EXPECT_EQ(count(*open_reader(url_)), 1) << "readers are welcome";
}

TEST_F(PostgresLease, EndsWithItsStore) {
  open_store(url_);
  const std::int64_t before = fence();
  add(*open_store(url_), "s1");
  EXPECT_GT(fence(), before);
}

TEST_F(PostgresLease, ThatRanOutCanBeTaken) {
  const auto stopped = open_store(url_);
  auto transaction = stopped->begin(Access::write);
  put(*transaction, "old");
  sql("UPDATE lease SET expires_at = now() - interval '1 second'");
  const auto next = open_store(url_);
  add(*next, "new");
  EXPECT_THROW(transaction->commit(), StoreError);
  transaction = nullptr;
  EXPECT_EQ(count(*next), 1) << "a writer that lost the lease writes nothing";
  const std::string why = refusal<StoreBroken>([&] { stopped->begin(Access::write); });
  EXPECT_THAT(why, HasSubstr(": another process has become the writer"));
}

TEST_F(PostgresLease, IsCheckedByEveryCommit) {
  const auto store = open_store(url_);
  auto transaction = store->begin(Access::write);
  put(*transaction, "s1");
  sql("UPDATE lease SET fence = fence + 1");
  const std::string why = refusal<StoreBroken>([&] { transaction->commit(); });
  EXPECT_THAT(why, HasSubstr(": another process has become the writer"));
  transaction = nullptr;
  EXPECT_EQ(count(*store), 0);
}

TEST_F(PostgresLease, OfAProcessThatIsGoneCanBeTakenAtOnce) {
  const auto killed = open_store(url_);
  sql("SELECT pg_terminate_backend(session::int) FROM lease");
  std::unique_ptr<Store> next;
  while (!next) {  // the server takes a moment to end a session
    try {
      next = open_store(url_);
    } catch (const StoreBusy&) {
      std::this_thread::yield();
    }
  }
  add(*next, "s1");
  EXPECT_THROW(add(*killed, "s2"), StoreError);
}

TEST_F(PostgresLease, OfTwoWhoWantItOneGetsIt) {
  for (const char* isolation : {"read committed", "repeatable read", "serializable"}) {
    sql("ALTER DATABASE " + database() + " SET default_transaction_isolation = '" + isolation +
        "'");
    std::atomic<int> opened = 0, refused = 0, arrived = 0;
    const auto race = [&] {
      try {
        const auto store = open_store(url_);
        add(*store, std::string("s") + isolation + std::to_string(++opened));
        ++arrived;
        while (arrived < 2) std::this_thread::yield();
      } catch (const StoreBusy&) {
        ++refused;
        ++arrived;
      }
    };
    std::thread one(race), two(race);
    one.join();
    two.join();
    EXPECT_EQ(opened, 1) << isolation;
    EXPECT_EQ(refused, 1) << isolation;
  }
}

TEST_F(PostgresLease, OfASourceIsHeldUntilItsCopyIsWhole) {
  open_store(url_);
  const std::string to = cluster().fresh();
  bool taken = false;
  const auto take_over = [&](std::uint64_t, std::uint64_t) {
    if (std::exchange(taken, true)) return;
    sql("UPDATE lease SET expires_at = now() - interval '1 second'");
    add(*open_store(url_), "s1");
  };
  {
    const auto source = copying::open_rows(url_, copying::Role::source);
    const auto target = copying::open_rows(to, copying::Role::target);
    EXPECT_THROW(copying::copy_rows(*source, *target, take_over), StoreTaken);
  }
  EXPECT_THROW(open_reader(to)->begin(Access::read), StoreError) << "the copy lacks s1";
}

}  // namespace
}  // namespace roster
