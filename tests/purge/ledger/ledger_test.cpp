#include "purge/ledger/ledger.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::IsEmpty;

class Ledger : public PurgeTest {
 protected:
  std::vector<Erasure> erased(std::string_view id) {
    return find_erasures(*store_->begin(Access::read), key(), id);
  }
  std::optional<std::string> fault() { return verify_ledger(*store_->begin(Access::read), key()); }
  /// Changes the store's file behind its back; put_back() undoes all that.
  void change_file(const std::string& sql) {
    store_->checkpoint();
    store_ = nullptr;
    if (!fs::exists(copy())) fs::copy_file(path(), copy());
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
    reopen();
  }
  void put_back() {
    store_ = nullptr;
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(path().string() + end);
    fs::copy_file(copy(), path());
    reopen();
  }
  fs::path copy() const { return directory_.path() / "copy.db"; }

  std::string refusal() {
    try {
      erased("s1");
    } catch (const LedgerError& error) {
      return error.what();
    }
    return "not refused";
  }
};

TEST_F(Ledger, AnswersWhenAndByWhatAnIdWasErased) {
  add({leaver("s1")});
  const Job job = purge();
  const auto found = erased("s1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().at, now_.time);
  EXPECT_EQ(found.front().job, job.number);
  EXPECT_EQ(found.front().job_name, "undergraduates");
  EXPECT_EQ(found.front().policy, DeletePolicy::keep_statistics_and_remove_primary_id);
}

TEST_F(Ledger, KnowsEveryIdInAnyCase) {
  add({leaver("Åse1")});
  purge();
  for (const char* id : {"Åse1", "åSE1", "B-Åse1", "b-åse1"})
    EXPECT_EQ(erased(id).size(), 1U) << id;
  for (const char* id : {"s2", "", "Åse", "Given-Åse1"}) EXPECT_THAT(erased(id), IsEmpty()) << id;
}

TEST_F(Ledger, KnowsWhatEarlierVersionsFoldedInFull) {
  add({leaver("strasse")});  // so they wrote `straße`
  const Job first = purge();
  EXPECT_EQ(erased("straße").size(), 1U);
  add({leaver("straße")});
  const Job second = purge();
  const auto found = erased("STRAßE");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].job, first.number);
  EXPECT_EQ(found[1].job, second.number);
  EXPECT_EQ(erased("strasse").size(), 1U);
  const auto transaction = store_->begin(Access::read);
  User user;
  user.primary_id = "s2";
  user.user_identifiers = {identifier("BARCODE", "B-Straße")};
  EXPECT_TRUE(ErasedIds(*transaction, key()).has_one_of(*transaction, user));
}

TEST_F(Ledger, TellsOfUsersWithAnIdThatWasErased) {
  add({leaver("s1")});
  const auto knows = [&](std::string_view id, std::string_view identifier) {
    const auto transaction = store_->begin(Access::read);
    User user;
    user.primary_id = id;
    user.user_identifiers = {{Segment::external, {"BARCODE", ""}, std::string(identifier), "", ""}};
    return ErasedIds(*transaction, key()).has_one_of(*transaction, user);
  };
  EXPECT_FALSE(knows("s1", "x"));
  purge();
  EXPECT_TRUE(knows("S1", "x"));
  EXPECT_TRUE(knows("s2", "b-S1"));
  EXPECT_FALSE(knows("s2", "x"));
}

TEST_F(Ledger, IsEmptyBeforeTheFirstPurge) {
  EXPECT_THAT(erased("s1"), IsEmpty());
  EXPECT_FALSE(fs::exists(key()));
}

TEST_F(Ledger, NamesEachTimeAnIdWasErased) {
  add({leaver("s1")});
  const Job first = purge();
  add({leaver("s1")});
  const Job second = purge();
  const auto found = erased("s1");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].job, first.number);
  EXPECT_EQ(found[1].job, second.number);
  EXPECT_EQ(fault(), std::nullopt);
}

TEST_F(Ledger, HasAKeyOnlyItsOwnerCanRead) {
  add({leaver("s1")});
  purge();
  struct stat info {};
  ASSERT_EQ(::stat(key().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_EQ(read_file(key()).size(), 65U);
}

TEST_F(Ledger, SaysLoudlyThatItsKeyIsMissing) {
  add({leaver("s1"), leaver("s2")});
  purge();
  fs::remove(key());
  const std::string expected = "the erasure ledger's key " + key().string() +
                               " is missing, although the ledger has entries: restore it from a "
                               "backup; without it the ledger cannot be queried";
  EXPECT_EQ(refusal(), expected);
  add({leaver("s3")});
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message, expected);
  EXPECT_TRUE(knows("s3"));
  EXPECT_FALSE(fs::exists(key()));
}

TEST_F(Ledger, IsNotReadWithAnotherKey) {
  add({leaver("s1")});
  purge();
  fs::remove(key());
  create_ledger_key(key());
  EXPECT_EQ(refusal(), "the key " + key().string() +
                           " does not fit the first entry of the erasure ledger: is it the key of "
                           "this store? Put the right key back");
}

TEST_F(Ledger, RefusesAKeyThatOthersCanRead) {
  add({leaver("s1")});
  purge();
  ::chmod(key().c_str(), 0640);
  EXPECT_EQ(refusal(), "the erasure ledger's key " + key().string() +
                           " can be read by others than its owner: chmod 600 it");
}

TEST_F(Ledger, RefusesADamagedKey) {
  add({leaver("s1")});
  purge();
  const std::string expected =
      "the erasure ledger's key " + key().string() + " is damaged: put its backup back";
  fs::resize_file(key(), 64);
  EXPECT_EQ(refusal(), expected);
  std::ofstream(key(), std::ios::trunc) << std::string(64, 'x') << '\n';
  EXPECT_EQ(refusal(), expected);
}

TEST_F(Ledger, NobodyIsPurgedWhenItsKeyCannotBeMade) {
  add({leaver("s1")});
  request_.ledger_key = directory_.path() / "nowhere" / "key";
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message, "the erasure ledger's key " + request_.ledger_key.string() +
                             " cannot be written: No such file or directory");
  EXPECT_EQ(job.counts, (Counts{{"due", 0}, {"purged", 0}, {"kept", 0}}));
  EXPECT_TRUE(knows("s1"));
  EXPECT_THAT(lines(job.number), IsEmpty());
}

TEST_F(Ledger, AKeyThatExistsIsNeverReplaced) {
  const LedgerKey first = create_ledger_key(key());
  EXPECT_THROW(create_ledger_key(key()), LedgerError);
  EXPECT_EQ(read_key_file(key())->bytes, first.bytes);
}

TEST_F(Ledger, HasOneEntryAPerson) {
  add({leaver("s1"), leaver("s2")});
  purge();
  const auto entries = store_->begin(Access::read)->erasures(0, 10);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries.front().hashes.size(), 2U);  // primary id and barcode
}

TEST_F(Ledger, KnowsFormerIdsToo) {
  add({leaver("maiden")});
  put("maiden", [](User& user) { user.primary_id = "married"; });
  purge();
  EXPECT_EQ(erased("married").size(), 1U);
  EXPECT_EQ(erased("maiden").size(), 1U);
}

/// Every column of an entry is covered by the chain.
TEST_F(Ledger, ShowsThatAnEntryWasChanged) {
  add({leaver("s1"), leaver("s2"), leaver("s3")});
  purge();
  ASSERT_EQ(fault(), std::nullopt);
  for (const char* change :
       {"hashes = zeroblob(32)", "hashes = CAST(hashes || zeroblob(32) AS BLOB)",
        "hashes = substr(hashes, 1, 32)", "at = at + 1", "job = job + 1", "job_name = 'other'",
        "policy = 'fully_remove'", "chain = zeroblob(32)"}) {
    const std::string rows = "UPDATE erasures SET " + std::string(change) + " WHERE number = 2";
    change_file(rows);
    EXPECT_EQ(fault(), "entry 2 of the erasure ledger was modified or removed") << change;
    put_back();
  }
}

TEST_F(Ledger, TellsAModifiedFirstEntryFromAWrongKey) {
  add({leaver("s1"), leaver("s2")});
  purge();
  for (const char* change : {"UPDATE erasures SET chain = zeroblob(32) WHERE number = 1",
                             "UPDATE erasures SET at = at + 1 WHERE number = 1",
                             "DELETE FROM erasures WHERE number = 1"}) {
    change_file(change);
    EXPECT_EQ(fault(), "entry 1 of the erasure ledger was modified or removed") << change;
    put_back();
  }
  fs::remove(key());
  create_ledger_key(key());
  EXPECT_THROW(fault(), LedgerError);
}

TEST_F(Ledger, ShowsThatAnEntryWasTakenOut) {
  add({leaver("s1"), leaver("s2"), leaver("s3")});
  purge();
  change_file("DELETE FROM erasures WHERE number = 2");
  EXPECT_EQ(fault(), "entry 2 of the erasure ledger was modified or removed");
}

TEST_F(Ledger, ShowsThatEntriesWereCutOff) {
  add({leaver("s1"), leaver("s2"), leaver("s3")});
  purge();
  change_file("DELETE FROM erasures WHERE number > 1");
  EXPECT_EQ(fault(), "the erasure ledger ends with entry 1, but it had 3");
  put_back();
  change_file("DELETE FROM erasures WHERE number > 1; UPDATE ledger_end SET number = 1");
  EXPECT_EQ(fault(), "the end marker of the erasure ledger was modified");
}

TEST_F(Ledger, ShowsThatEntriesWereCutOffWithTheEndMarker) {
  add({leaver("s1"), leaver("s2")});
  purge();
  add({leaver("s3")});
  purge();
  change_file("DELETE FROM erasures WHERE number > 1; DELETE FROM ledger_end");
  EXPECT_EQ(fault(), "the erasure ledger ends with entry 1, but jobs have removed 3 users");
}

TEST_F(Ledger, ShowsThatItWasEmptied) {
  add({leaver("s1"), leaver("s2")});
  purge();
  change_file("DELETE FROM erasures");
  EXPECT_EQ(fault(), "the erasure ledger ends with entry 0, but it had 2");
  change_file("DELETE FROM ledger_end");
  EXPECT_EQ(fault(), "the erasure ledger is empty, although jobs have removed users");
  fs::remove(key());
  EXPECT_EQ(fault(), "the erasure ledger is empty, although jobs have removed users");
}

}  // namespace
}  // namespace roster::purge::test
