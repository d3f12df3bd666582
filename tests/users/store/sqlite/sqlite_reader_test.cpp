// Those who read a store in SQLite beside the one who writes.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/users/store/sqlite_fixture.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

class SqliteReaders : public test::SqliteStoreTest {
 protected:
  static std::vector<std::string> ids(Transaction& transaction) {
    std::vector<std::string> found;
    transaction.scan({}, [&](const StoredUser& stored) {
      found.push_back(stored.user.primary_id);
      return true;
    });
    return found;
  }
  static std::vector<std::string> ids(Store& store) { return ids(*store.begin(Access::read)); }
  template <class Error>
  std::string reader_refusal() {
    try {
      open_reader(url_)->begin(Access::read);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  /// Puts users until more than the page cache is written: a first load then has the file.
  static void fill(Transaction& transaction) {
    transaction.begin_change(0, test::at(1), "first load");
    User user = plain_user("");
    user.job_description = std::string(20000, 'x');
    for (int i = 0; i < 5000; ++i) {
      user.primary_id = "s" + std::to_string(i);
      Write write{0, &user, nullptr, {}, {}};
      transaction.put({&write, 1});
    }
  }
};

TEST_F(SqliteReaders, SeeWhatWasCommittedWhenTheyBegan) {
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  auto reader = open_reader(url_);
  auto reading = reader->begin(Access::read);
  add_user(*store, plain_user("s2"));
  EXPECT_THAT(ids(*reading), ElementsAre("s1"));
  reading = nullptr;
  EXPECT_THAT(ids(*reader), ElementsAre("s1", "s2"));
}

TEST_F(SqliteReaders, LetTheFirstLoadGoOn) {
  auto store = open_store(url_);
  auto reader = open_reader(url_);
  auto reading = reader->begin(Access::read);
  add_user(*store, plain_user("s1"));
  EXPECT_THAT(ids(*reading), IsEmpty());
  reading = nullptr;
  EXPECT_THAT(ids(*reader), ElementsAre("s1"));
}

TEST_F(SqliteReaders, DoNotWaitForATransactionThatWrites) {
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  auto writing = store->begin(Access::write);
  writing->begin_change(0, test::at(1), "test");
  const User user = plain_user("s2");
  Write write{0, &user, nullptr, {}, {}};
  writing->put({&write, 1});
  auto reader = open_reader(url_);
  EXPECT_THAT(ids(*reader), ElementsAre("s1"));
  writing->commit();
  writing = nullptr;
  EXPECT_THAT(ids(*reader), ElementsAre("s1", "s2"));
}

TEST_F(SqliteReaders, LetTheOneWhoWritesGoOn) {
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  auto reader = open_reader(url_);
  auto reading = reader->begin(Access::read);
  add_user(*store, plain_user("s2"));
  store->checkpoint();
  EXPECT_THAT(ids(*reading), ElementsAre("s1"));
  reading = nullptr;
  add_user(*store, plain_user("s3"));
  EXPECT_THAT(ids(*store), ElementsAre("s1", "s2", "s3"));
}

TEST_F(SqliteReaders, DelayTheWipingOfTracesUntilALaterTransaction) {
  auto store = open_store(url_);
  User user = plain_user("s1");
  user.last_name = "canary-name";
  add_user(*store, user);
  const auto traces = [&] {
    return bytes_of(path_).find("canary-name") != std::string::npos ||
           bytes_of(path_ + "-wal").find("canary-name") != std::string::npos;
  };
  auto reader = open_reader(url_);
  auto reading = reader->begin(Access::read);
  {
    auto transaction = store->begin(Access::write);
    transaction->remove(transaction->get(std::vector<UserId>{1}));
    transaction->commit();
  }
  store->checkpoint();
  EXPECT_TRUE(traces()) << "somebody is reading it";
  reading = nullptr;
  store->begin(Access::write);
  EXPECT_FALSE(traces());
}

TEST_F(SqliteReaders, SeeWhatWasThereBeforeAFirstLoad) {
  auto store = open_store(url_);
  {
    auto transaction = store->begin(Access::write);
    Job job;
    job.file = "users.zip";
    transaction->add_job(job);
    transaction->commit();
  }
  auto reader = open_reader(url_);
  auto loading = store->begin(Access::write);
  fill(*loading);
  EXPECT_GT(fs::file_size(path_), 1000000U) << "it has the file";
  {
    auto reading = reader->begin(Access::read);
    EXPECT_EQ(reading->job(1)->file, "users.zip");
    EXPECT_THAT(ids(*reading), IsEmpty());
  }
  loading->commit();
  EXPECT_EQ(ids(*reader).size(), 5000U);
  EXPECT_FALSE(fs::exists(path_ + ".snapshot"));
}

TEST_F(SqliteReaders, SeeWhatWasThereBeforeAFirstLoadThatDied) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = open_store(url_);
    auto transaction = store->begin(Access::write);
    fill(*transaction);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_THAT(ids(*open_reader(url_)), IsEmpty());
  open_store(url_);
  EXPECT_FALSE(fs::exists(path_ + ".snapshot"));
  EXPECT_THAT(ids(*open_reader(url_)), IsEmpty());
}

TEST_F(SqliteReaders, FollowAFileThatWasPutInThePlaceOfTheOther) {
  add_user(*open_store(url_), plain_user("s1"));
  auto reader = open_reader(url_);
  EXPECT_THAT(ids(*reader), ElementsAre("s1"));
  const std::string other = directory_.path() / "other.db";
  add_user(*open_store("sqlite:" + other), plain_user("s2"));
  fs::rename(other, path_);
  EXPECT_THAT(ids(*reader), ElementsAre("s2"));
}

TEST_F(SqliteReaders, ReadAStoreThatNobodyHasOpen) {
  add_user(*open_store(url_), plain_user("s1"));
  EXPECT_THAT(ids(*open_reader(url_)), ElementsAre("s1"));
}

TEST_F(SqliteReaders, CountObligationsToo) {
  auto store = open_store(url_);
  add_user(*store, plain_user("s1"));
  auto transaction = store->begin(Access::write);
  transaction->begin_obligations("desk", {});
  transaction->add_obligations("desk", std::vector<Obligation>{{"S1"}, {"nobody"}});
  transaction->commit();
  transaction = nullptr;
  EXPECT_EQ(open_reader(url_)->begin(Access::read)->count_obligations("desk").unknown, 1);
}

TEST_F(SqliteReaders, NeverWrite) {
  open_store(url_);
  auto reader = open_reader(url_);
  try {
    reader->begin(Access::write);
    ADD_FAILURE();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.what(), url_ + ": is open for reading only");
  }
  auto reading = reader->begin(Access::read);
  EXPECT_THROW(reading->set_lock(1, std::nullopt), StoreError);
}

TEST_F(SqliteReaders, NeverMakeAStore) {
  EXPECT_EQ(reader_refusal<StoreMissing>(), url_ + ": there is no store");
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(SqliteReaders, AreToldOfAnOlderSchema) {
  open_store(url_);
  execute("PRAGMA user_version = 2");
  EXPECT_EQ(reader_refusal<StoreError>(),
            url_ +
                ": was written by an older Roster (schema version 2); start rosterd, or run a "
                "command that writes, to upgrade it");
}

TEST_F(SqliteReaders, AreToldWhatIsNoStore) {
  execute("CREATE TABLE users (name TEXT)");
  EXPECT_EQ(reader_refusal<StoreError>(), url_ + ": is a SQLite file but not a Roster store");
}

}  // namespace
}  // namespace roster
