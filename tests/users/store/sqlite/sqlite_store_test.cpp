// What holds for a store in SQLite alone: its URL, its file, its schema.
#include <sys/stat.h>

#include <cstring>

#include "tests/support/source_root.hpp"
#include "tests/users/store/sqlite_fixture.hpp"
#include "users/store/upkeep.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using test::plain_user;

using SqliteStore = test::SqliteStoreTest;

// Opening -------------------------------------------------------------------------------------

TEST_F(SqliteStore, OtherUrlsAreNotUnderstood) {
  for (const char* url : {"", "sqlite:", "roster.db", "postgresql://", "mysql://host/roster"}) {
    try {
      open_store(url);
      ADD_FAILURE() << url;
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(error.what(), "store '" + std::string(url) +
                                  "': expected sqlite:PATH, sqlite::memory: or postgresql://…");
    }
  }
}

TEST_F(SqliteStore, InMemoryNeedsNoFileAndNoLock) {
  auto first = open_store("sqlite::memory:");
  auto second = open_store("sqlite::memory:");
  add_user(*first, plain_user("s1"));
  first->checkpoint();
  EXPECT_EQ(first->begin(Access::read)->count({}), 1);
  EXPECT_EQ(second->begin(Access::read)->count({}), 0);
  EXPECT_FALSE(fs::exists(":memory:"));
  EXPECT_FALSE(fs::exists(":memory:.lock"));
}

TEST_F(SqliteStore, FilesAreItsOwnersAlone) {
  const mode_t before = ::umask(0);
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  add_user(*store, plain_user("s2"));
  ::umask(before);
  int files = 0;
  for (const auto& entry : fs::directory_iterator(directory_.path())) {
    EXPECT_EQ(entry.status().permissions(), fs::perms(0600)) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 4) << "the store, its log, the log's index and its lock";
}

TEST_F(SqliteStore, InADirectoryThatIsNotThereIsRefused) {
  url_ = "sqlite:" + path_ + "/none/roster.db";
  EXPECT_EQ(refusal<StoreError>(),
            url_ + ": cannot open " + path_ + "/none/roster.db.lock: No such file or directory");
}

TEST_F(SqliteStore, AFileOfAnotherKindIsRefusedAndLeftAlone) {
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_EQ(refusal<StoreError>(), url_ + ": file is not a database");
  EXPECT_EQ(bytes_of(path_), std::string(5000, 'x'));
}

TEST_F(SqliteStore, AnotherProgramsDatabaseIsRefusedAndLeftAlone) {
  execute("CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('keep me')");
  EXPECT_EQ(refusal<StoreError>(), url_ + ": is a SQLite file but not a Roster store");
  EXPECT_EQ(query("SELECT name FROM users"), "keep me");
}

TEST_F(SqliteStore, IsMadeInTheNewestSchema) {
  open_store(url_);
  EXPECT_EQ(query("PRAGMA user_version"), newest_schema());
  EXPECT_EQ(query("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteStore, KeepsNoTraceOfAClearedDigest) {
  const std::string secret = "0123456789ABCDEF";
  Digest digest;
  std::memcpy(&digest, secret.data(), sizeof digest);
  auto store = open_store(url_);
  const auto set = [&](const Digest& value) {
    auto transaction = store->begin(Access::write);
    transaction->set_digests(std::vector<std::pair<UserId, Digest>>{{7, value}, {8, {1, 1}}});
    transaction->commit();
    transaction.reset();
    store->checkpoint();
  };
  set(digest);
  EXPECT_NE(bytes_of(path_).find(secret), std::string::npos);
  set({});
  EXPECT_EQ(bytes_of(path_).find(secret), std::string::npos);
}

TEST_F(SqliteStore, OfANewerSchemaIsRefused) {
  open_store(url_);
  execute("PRAGMA user_version = 99");
  EXPECT_EQ(refusal<StoreError>(),
            url_ + ": was written by a newer Roster (schema version 99; this program supports " +
                newest_schema() + ")");
}

// Erasure -------------------------------------------------------------------------------------

TEST_F(SqliteStore, NothingOfARemovedUserStaysInItsFiles) {
  auto store = open_store(url_);
  User user = plain_user("canary-id");
  user.last_name = "canary-name";
  user.user_identifiers = {test::identifier("BARCODE", "canary-barcode")};
  add_user(*store, plain_user("s1"));
  add_user(*store, user);
  {
    auto transaction = store->begin(Access::write);
    transaction->begin_change(0, test::at(2), "set");
    const auto before = transaction->get(std::vector<UserId>{2});
    user.first_name = "canary-first";
    Write write{2, &user, &before[0], {}, {}};
    transaction->put({&write, 1});
    transaction->commit();
  }
  store->checkpoint();
  EXPECT_NE(bytes_of(path_).find("canary"), std::string::npos) << "the search finds what is there";
  {
    auto transaction = store->begin(Access::write);
    transaction->remove(transaction->get(std::vector<UserId>{2}));
    transaction->forget_history(std::vector<UserId>{2});
    transaction->commit();
  }
  store->checkpoint();
  for (const auto& entry : fs::directory_iterator(directory_.path())) {
    EXPECT_EQ(bytes_of(entry.path()).find("canary"), std::string::npos) << entry.path();
  }
}

TEST_F(SqliteStore, ThatIsWrittenAnewGivesBackTheRoomOfRemovedUsers) {
  const auto store = open_store(url_);
  User user = plain_user("s1");
  user.first_name = std::string(100'000, 'x');
  add_user(*store, user);
  {
    const auto transaction = store->begin(Access::write);
    const UserId id = transaction->last_user_id();
    transaction->remove(transaction->get({&id, 1}));
    transaction->commit();
  }
  store->checkpoint();
  const std::int64_t before = store_bytes(*store->begin(Access::read));
  EXPECT_EQ(static_cast<std::uintmax_t>(before), std::filesystem::file_size(path_));
  rewrite_store(*store, [] {});
  EXPECT_LT(store_bytes(*store->begin(Access::read)), before - 50'000);
  EXPECT_LT(std::filesystem::file_size(path_), static_cast<std::uintmax_t>(before));
  EXPECT_EQ(store->begin(Access::read)->count({}), 0);
}

}  // namespace
}  // namespace roster
