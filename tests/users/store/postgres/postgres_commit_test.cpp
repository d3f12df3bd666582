// What a writer learns of a commit whose answer gets lost.
#include <gmock/gmock.h>

#include <thread>

#include "tests/support/flaky_link.hpp"
#include "tests/users/store/postgres/postgres_fixture.hpp"
#include "users/store/conflict.hpp"

namespace roster {
namespace {

using test::FlakyLink;
using testing::HasSubstr;

class PostgresCommit : public test::PostgresTest {
 protected:
  /// Adds a user by a COMMIT that fails in this way.
  void add_by(
      FlakyLink::Fault fault, std::string code = {}, std::function<void()> then = [] {}) {
    auto transaction = store_->begin(Access::write);
    put(*transaction, "s1");
    link_.arm(fault, std::move(code), std::move(then));
    transaction->commit();
  }

  FlakyLink link_{cluster().home()};
  std::unique_ptr<Store> store_ =
      open_store("postgresql:///" + database() + "?user=roster&host=" + link_.host());
};

TEST_F(PostgresCommit, LostBeforeItTookEffectIsAFailure) {
  const std::string why = refusal<StoreError>([&] { add_by(FlakyLink::Fault::lost_before); });
  EXPECT_THAT(why, HasSubstr("the connection to the server is lost; nothing was applied"));
  EXPECT_EQ(count(*store_), 0);
  add(*store_, "s2");
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(PostgresCommit, LostAfterItTookEffectIsASuccess) {
  add_by(FlakyLink::Fault::lost_after);
  EXPECT_EQ(count(*store_), 1);
  add(*store_, "s2");
  EXPECT_EQ(count(*store_), 2);
}

TEST_F(PostgresCommit, RefusedAppliesNothing) {
  const std::string why = refusal<StoreError>([&] { add_by(FlakyLink::Fault::refused, "40001"); });
  EXPECT_THAT(why, HasSubstr(": it failed (40001)"));
  EXPECT_EQ(count(*store_), 0);
  add(*store_, "s2");
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(PostgresCommit, OfUnknownOutcomeIsLookedUp) {
  const std::string why = refusal<StoreError>([&] { add_by(FlakyLink::Fault::refused, "40003"); });
  EXPECT_THAT(why, HasSubstr("it failed (40003); nothing was applied"));
  EXPECT_EQ(count(*store_), 0);
  add_by(FlakyLink::Fault::refused_after, "40003");
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(PostgresCommit, OfASessionThatTheServerEndsIsLookedUp) {
  add_by(FlakyLink::Fault::refused_after, "57P01");
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(PostgresCommit, ThatNobodyCanLookUpEndsTheProcess) {
  const auto other_writer = [&] {
    sql("UPDATE lease SET fence = fence + 1, commits = commits + 1");
  };
  const std::string why =
      refusal<StoreBroken>([&] { add_by(FlakyLink::Fault::lost_after, "", other_writer); });
  EXPECT_THAT(why, HasSubstr("whether the last commit took effect is unknown"));
}

TEST_F(PostgresCommit, WhoseCountIsLostAppliesNothing) {
  auto transaction = store_->begin(Access::write);
  put(*transaction, "s1");
  link_.arm_at("UPDATE lease SET commits", FlakyLink::Fault::lost_after);
  EXPECT_THROW(transaction->commit(), StoreError);
  transaction = nullptr;
  EXPECT_EQ(count(*store_), 0);
  add(*store_, "s2");
  EXPECT_EQ(count(*store_), 1);
}

/// The session was a new one, on another server, when the transaction began.
TEST_F(PostgresCommit, OnAServerThatLacksEarlierOnesIsRefused) {
  add(*store_, "s1");
  auto transaction = store_->begin(Access::write);
  put(*transaction, "s2");
  sql("UPDATE lease SET commits = commits - 1");
  EXPECT_THROW(transaction->commit(), StoreWentBack);
  transaction = nullptr;
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(PostgresCommit, InTheWayOfAnotherTransactionIsAConflict) {
  for (const char* code : {"40001", "40P01"}) {
    const std::string why =
        refusal<StoreConflict>([&] { add_by(FlakyLink::Fault::refused, code); });
    EXPECT_THAT(why, HasSubstr(std::string(": it failed (") + code + ')'));
  }
  EXPECT_EQ(count(*store_), 0);
}

/// The lease whose taking was not answered belongs to a session that is gone.
TEST_F(PostgresCommit, OfTheLeaseCanBeLost) {
  store_ = nullptr;
  const std::string url = "postgresql:///" + database() + "?user=roster&host=" + link_.host();
  for (const char* words : {"UPDATE lease SET holder", "UPDATE lease SET expires_at"})
    for (const auto fault : {FlakyLink::Fault::lost_before, FlakyLink::Fault::lost_after}) {
      link_.arm_at(words, fault);
      refusal<StoreError>([&] { open_store(url); });
      EXPECT_FALSE(link_.disarm()) << words;
      while (!store_) {  // the server takes a moment to end a session
        try {
          store_ = open_store(url);
        } catch (const StoreBusy&) {
          std::this_thread::yield();
        }
      }
      const std::int64_t before = count(*store_);
      add(*store_, "s" + std::to_string(before));
      EXPECT_EQ(count(*store_), before + 1);
      store_ = nullptr;
    }
}

TEST_F(PostgresCommit, MayFollowALostConnection) {
  sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'roster'"
      " AND datname = current_database() AND query NOT LIKE '%lease%'");
  add(*store_, "s1");
  EXPECT_EQ(count(*store_), 1);
}

}  // namespace
}  // namespace roster
