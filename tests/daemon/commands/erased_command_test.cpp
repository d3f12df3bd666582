// rosterctl erased: what the erasure ledger says.
#include "daemon/watch/ledger_check.hpp"
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"
#include "users/store/store.hpp"

namespace roster::test {
namespace {

class ErasedCommand : public Rosterctl {};

TEST_F(ErasedCommand, TheErasureLedgerAnswersForAnIdThatYouKnow) {
  load(leaver("s1", "UNDERGRAD", barcode("B77")));
  run({"purge", "--all", "--no-obligations"});
  EXPECT_EQ(run({"erased", "s1"}), 0);
  EXPECT_EQ(out_, "s1: erased " + local(now_) +
                      " by job 2 (default), policy keep_statistics_and_remove_primary_id\n");
  EXPECT_EQ(run({"erased", "B77"}), 0);
  EXPECT_EQ(run({"erased", "s1", "--json"}), 0);
  EXPECT_EQ(out_,
            R"({"erased":true,"erasures":[{"at":"2026-11-22T02:00:00Z","job":2,"name":"default",)"
            R"("policy":"keep_statistics_and_remove_primary_id"}]})"
            "\n");
  EXPECT_EQ(run({"erased", "s2"}), 6);
  EXPECT_EQ(err_, "rosterctl: the erasure ledger has no entry for s2\n");
  EXPECT_EQ(run({"erased", "s2", "--json"}), 6);
  EXPECT_EQ(out_,
            R"({"error":{"code":"not_found","message":"the erasure ledger has no entry for s2"}})"
            "\n");
}

TEST_F(ErasedCommand, TheErasureLedgerSaysWhoCameBack) {
  load(leaver("s1"));
  run({"purge", "--all", "--no-obligations"});
  load(stayer("s1"));
  EXPECT_EQ(run({"erased", "s1"}), 0);
  EXPECT_TRUE(out_.ends_with("s1: is in the store again since job 3\n")) << out_;
  run({"erased", "s1", "--json"});
  EXPECT_EQ(member("in_store_again"), R"({"job":3})");
}

TEST_F(ErasedCommand, TheErasureLedgerTellsAnUndoFromAnErasure) {
  configure(
      "profiles: [{code: SIS, synchronize: {active: true}, guard: {created: 100%}}]\n"
      "obligations: none\nhistory_retention: 1d\n");
  const std::string feed = file("feed.xml", users(stayer("s1")));
  ASSERT_EQ(configured({"sync", feed}), 0) << err_;
  ASSERT_EQ(configured({"undo", "1", "--anyway"}), 0) << out_ << err_;
  EXPECT_EQ(configured({"erased", "s1"}), 0) << err_;
  EXPECT_EQ(out_, "s1: withdrawn " + local(now_) + " by job 2 (undo 1), in the history until " +
                      local(now_ + std::chrono::hours(24)) + "\n");
  EXPECT_EQ(run({"erased", "s1"}), 0) << "without a daemon nobody ends the history";
  EXPECT_EQ(out_, "s1: withdrawn " + local(now_) + " by job 2 (undo 1), still in the history\n");
  EXPECT_EQ(configured({"erased", "s1", "--json"}), 0);
  EXPECT_EQ(member("erasures"),
            R"([{"at":"2026-11-22T02:00:00Z","job":2,"name":"undo 1","policy":"fully_remove",)"
            R"("withdrawn":{"in_history":true,"until":"2026-11-23T02:00:00Z"}}])");
}

TEST_F(ErasedCommand, WhomAnErasureForgotAfterAnUndoIsInNoHistory) {
  load(stayer("s1"));
  ASSERT_EQ(run({"undo", "1", "--anyway"}), 0) << out_ << err_;
  load(stayer("s1"));
  ASSERT_EQ(run({"delete", "s1"}), 0) << err_;
  EXPECT_EQ(run({"erased", "s1"}), 0);
  EXPECT_EQ(out_, "s1: withdrawn " + local(now_) + " by job 2 (undo 1)\n" + "s1: erased " +
                      local(now_) + " by job 4 (by hand), policy fully_remove\n");
}

TEST_F(ErasedCommand, AnEmptyErasureLedgerThatHasAKeyIsTold) {
  load(stayer("s1"));
  file("users.db.key", std::string(64, '0') + "\n");
  std::filesystem::permissions(path("users.db.key"), std::filesystem::perms::owner_read);
  EXPECT_EQ(run({"erased", "--verify"}), 0);
  EXPECT_EQ(out_, "the erasure ledger has no entries, although its key " + path("users.db.key") +
                      " exists: was the store emptied, or restored?\n");
  EXPECT_EQ(run({"erased", "--verify", "--json"}), 0);
  EXPECT_EQ(out_, "{\"verified\":true,\"entries\":0,\"key_without_entries\":true}\n");
}

TEST_F(ErasedCommand, TheErasureLedgerIsVerified) {
  load(leaver("s1", "UNDERGRAD", barcode("B77")));
  EXPECT_EQ(run({"erased", "--verify"}), 0);
  EXPECT_EQ(out_, "all 0 entries of the erasure ledger are valid\n");
  run({"purge", "--all", "--no-obligations"});
  EXPECT_EQ(run({"erased", "--verify"}), 0);
  EXPECT_EQ(out_, "all 1 entries of the erasure ledger are valid\n");
  EXPECT_EQ(run({"erased", "--verify", "--json"}), 0);
  EXPECT_EQ(out_, "{\"verified\":true,\"entries\":1}\n");
  EXPECT_EQ(run({"erased"}), 2);
  EXPECT_EQ(err_, "rosterctl: ID is required\n");
}

TEST_F(ErasedCommand, AnEntryThatIsNotTheLedgersOwnIsNamed) {
  load(leaver("s1", "UNDERGRAD", barcode("B77")));
  run({"purge", "--all", "--no-obligations"});
  {
    auto store = open_store("sqlite:" + path("users.db"));
    auto transaction = store->begin(Access::write);
    Erasure forged = *transaction->last_erasure();
    ++forged.number;
    transaction->add_erasures({&forged, 1});
    transaction->commit();
  }
  EXPECT_EQ(run({"erased", "--verify"}), 3);
  EXPECT_EQ(err_, "rosterctl: entry 2 of the erasure ledger was modified or removed\n");
}

TEST_F(ErasedCommand, EntriesThatTheDaemonOnceSawAreMissed) {
  load(leaver("s1"));
  run({"purge", "--all", "--no-obligations"});
  const std::string seen = path("users.db.d/spool/ledger_check");
  std::filesystem::create_directories(path("users.db.d/spool"));
  keep_ledger_check(seen, {now_, "", 2});
  const std::string fault =
      "the erasure ledger has 1 entries, but once had 2: some were removed, or an older store is "
      "in place of this one; if that is meant, remove " +
      seen;
  EXPECT_EQ(run({"erased", "--verify"}), 3);
  EXPECT_EQ(err_, "rosterctl: " + fault + "\n");
  const std::string key = path("users.db.key");
  {
    const auto store = open_store("sqlite:" + path("users.db"));
    const auto transaction = store->begin(Access::read);
    EXPECT_EQ(check_ledger(*transaction, key, seen, now_), (LedgerCheck{now_, fault, 2}));
    forget_ledger_check(seen);
    EXPECT_EQ(check_ledger(*transaction, key, seen, now_), (LedgerCheck{now_, "", 1}));
    keep_ledger_check(seen, {now_, "", 1});
    EXPECT_EQ(read_ledger_check(seen), (LedgerCheck{now_, "", 1}));
  }
  EXPECT_EQ(run({"erased", "--verify"}), 0) << err_;
}

TEST_F(ErasedCommand, BeforeTheFirstPurgeNobodyWasErased) {
  load(stayer("s2"));
  EXPECT_EQ(run({"erased", "s1"}), 6);
  EXPECT_EQ(err_, "rosterctl: the erasure ledger has no entry for s1\n");
}

}  // namespace
}  // namespace roster::test
