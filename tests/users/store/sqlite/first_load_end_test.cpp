// A reader that begins at the very moment when a first load ends: between its look at the locked
// file, its look for the snapshot, and its opening of the snapshot.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/before_look.hpp"
#include "tests/users/store/sqlite_fixture.hpp"

namespace roster {
namespace {

using test::plain_user;

class FirstLoadEnds : public test::SqliteStoreTest {
 protected:
  FirstLoadEnds() {
    store_ = open_store(url_);
    loading_ = store_->begin(Access::write);
    loading_->begin_change(0, test::at(1), "first load");
    User user = plain_user("");
    user.job_description = std::string(20000, 'x');
    for (int i = 0; i < kUsers; ++i) {  // more than the page cache: the load has the file
      user.primary_id = "s" + std::to_string(i);
      Write write{0, &user, nullptr, {}, {}};
      loading_->put({&write, 1});
    }
    test::look.at = ".snapshot";
  }
  ~FirstLoadEnds() override { test::look = {}; }

  void end_load() {
    loading_->commit();
    loading_ = nullptr;
    EXPECT_FALSE(std::filesystem::exists(path_ + ".snapshot"));
  }
  std::int64_t users_seen() { return open_reader(url_)->begin(Access::read)->count({}); }

  static constexpr int kUsers = 5000;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Transaction> loading_;
};

TEST_F(FirstLoadEnds, AfterTheReaderFoundTheFileLocked) {
  test::look.before = [this] { end_load(); };
  EXPECT_EQ(users_seen(), kUsers);
}

TEST_F(FirstLoadEnds, AfterTheReaderFoundTheSnapshot) {
  test::look.after = [this] { end_load(); };
  EXPECT_EQ(users_seen(), kUsers);
}

TEST_F(FirstLoadEnds, NotAtAllWhileTheReaderBegins) {
  bool has_looked = false;
  test::look.before = [&] { has_looked = true; };
  EXPECT_EQ(users_seen(), 0) << "what was there before";
  EXPECT_TRUE(has_looked) << "or the other tests try nothing";
}

/// Another commit without a log leaves no snapshot; it only takes a moment.
TEST(CommitWithoutALog, EndsAfterTheReaderFoundTheFileLocked) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() / "roster.db";
  open_store("sqlite:" + path);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  const auto run = [&](const char* sql) {
    EXPECT_EQ(sqlite3_exec(other, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(other);
  };
  run("PRAGMA journal_mode = truncate; BEGIN EXCLUSIVE");
  bool has_looked = false;
  test::look.before = [&] {
    has_looked = true;
    run("COMMIT");
  };
  test::look.at = ".snapshot";
  EXPECT_EQ(open_reader("sqlite:" + path)->begin(Access::read)->count({}), 0);
  EXPECT_TRUE(has_looked);
  test::look = {};
  sqlite3_close(other);
}

TEST(CommitWithoutALog, ThatNeverEndsIsToldAsALock) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() / "roster.db";
  open_store("sqlite:" + path);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "PRAGMA journal_mode = truncate; BEGIN EXCLUSIVE", nullptr, nullptr,
                         nullptr),
            SQLITE_OK);
  try {
    open_reader("sqlite:" + path)->begin(Access::read);
    ADD_FAILURE();
  } catch (const StoreBusy& error) {
    EXPECT_EQ(error.what(), "sqlite:" + path + ": is locked by a first load; try again later");
  }
  sqlite3_close(other);
}

}  // namespace
}  // namespace roster
