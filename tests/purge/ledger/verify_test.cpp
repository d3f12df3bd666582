// What verify_ledger() notices.
#include "tests/purge/ledger/ledger_fixture.hpp"

namespace roster::purge::test {
namespace {

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

TEST_F(Ledger, ShowsThatIdsAreNotFoundAnyMore) {
  add({leaver("s1"), leaver("s2"), leaver("s3")});
  purge();
  for (const char* change : {"DELETE FROM erased_ids", "DELETE FROM erased_ids WHERE number = 2",
                             "DELETE FROM erased_ids WHERE key = (SELECT max(key) FROM erased_ids)",
                             "UPDATE erased_ids SET number = number + 7 WHERE number = 3",
                             "INSERT INTO erased_ids VALUES (zeroblob(8), 1)"}) {
    change_file(change);
    EXPECT_EQ(fault(),
              "the index of the erasure ledger was modified: some ids are not found, although "
              "their entries are there")
        << change;
    put_back();
  }
  EXPECT_EQ(fault(), std::nullopt);
}

TEST_F(Ledger, ShowsThatEntriesWereCutOffWithTheEndMarkerAndTheirJobs) {
  add({leaver("s1"), leaver("s2")});
  purge();
  add({leaver("s3")});
  const Job last = purge();
  change_file(
      "DELETE FROM erasures WHERE number = 3; DELETE FROM erased_ids WHERE number = 3;"
      "DELETE FROM ledger_end; DELETE FROM jobs WHERE number = " +
      std::to_string(last.number));
  EXPECT_EQ(fault(), "the end marker of the erasure ledger was removed");
}

/// As a store of schema version 2 is after the migration, until somebody is removed.
TEST_F(Ledger, OfAnEarlierVersionNeedsNoEndMarker) {
  std::vector<User> users{leaver("s1"), leaver("s2")};
  for (User& user : users) user.user_identifiers.clear();
  add(users);
  purge();
  change_file("DELETE FROM ledger_end");
  EXPECT_EQ(fault(), std::nullopt);
  add({leaver("s3")});
  purge();
  EXPECT_EQ(fault(), std::nullopt);
  change_file("DELETE FROM ledger_end");
  EXPECT_EQ(fault(), "the end marker of the erasure ledger was removed");
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
