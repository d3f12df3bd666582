#include "purge/ledger/ledger.hpp"

#include <sys/stat.h>

#include "tests/purge/ledger/ledger_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::IsEmpty;

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

}  // namespace
}  // namespace roster::purge::test
