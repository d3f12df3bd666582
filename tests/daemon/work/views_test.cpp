// Read-only views beside the one who writes.
#include "daemon/work/views.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

class ViewsTest : public testing::Test {
 protected:
  ViewsTest() : store_(open_store(url_)), views_(url_) { put("first"); }

  void put(const std::string& id) {
    const auto transaction = store_->begin(Access::write);
    transaction->begin_change(0, test::at(1), "test");
    User user;
    user.primary_id = id;
    Write write{0, &user, nullptr, {}, {}};
    transaction->put({&write, 1});
    transaction->commit();
  }

  /// As the daemon writes.
  void write(const std::string& id) {
    const Views::Writing writing(views_);
    put(id);
  }

  std::int64_t count() {
    std::int64_t number = 0;
    views_.read([&](Transaction& transaction) { number = transaction.count({}); });
    return number;
  }

  test::TemporaryDirectory directory_;
  std::string file_ = directory_.path() / "users.db";
  std::string url_ = "sqlite:" + file_;
  std::unique_ptr<Store> store_;
  Views views_;
};

TEST_F(ViewsTest, AReadSeesWhatWasWrittenBefore) {
  for (int i = 1; i < 20; ++i) {
    EXPECT_EQ(count(), i);
    write("user" + std::to_string(i));
  }
}

TEST_F(ViewsTest, AReadThatBeganBeforeAWriteLeavesItsViewToNobody) {
  views_.read([&](Transaction& before) {
    write("second");
    EXPECT_EQ(before.count({}), 1);
    EXPECT_EQ(count(), 2);
  });
  EXPECT_EQ(count(), 2);
}

TEST_F(ViewsTest, AReadDuringAWriteSeesItsCommitAtOnce) {
  const Views::Writing writing(views_);
  EXPECT_EQ(count(), 1);
  put("second");
  EXPECT_EQ(count(), 2);
  put("third");
  EXPECT_EQ(count(), 3);
}

TEST_F(ViewsTest, AViewThatIsKeptDoesNotKeepTheLog) {
  EXPECT_EQ(count(), 1);
  const Views::Writing writing(views_);
  put("second");
  store_->checkpoint();
  EXPECT_EQ(std::filesystem::file_size(file_ + "-wal"), 0U);
}

TEST_F(ViewsTest, AReadThatFailsCostsTheNextOneNothing) {
  EXPECT_THROW(views_.read([](Transaction&) { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_EQ(count(), 1);
}

TEST_F(ViewsTest, ReadersNeverMissACommitWhileSomebodyWrites) {
  std::atomic<std::int64_t> committed = 1;
  std::atomic<bool> missed = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] {
      while (committed < 30) {
        const std::int64_t least = committed;
        if (count() < least) missed = true;
      }
    });
  for (int i = 1; i < 30; ++i) {
    write("user" + std::to_string(i));
    ++committed;
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_FALSE(missed);
}

}  // namespace
}  // namespace roster
