// A lost store, an older copy of it, and whom the lost one had erased.
#include "purge/again.hpp"

#include "purge/delete_user.hpp"
#include "purge/deletion.hpp"
#include "purge/ledger/ledger.hpp"
#include "tests/purge/purge_fixture.hpp"
#include "tests/support/damage.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Again : public PurgeTest {
 protected:
  /// The backup: the store as it is now.
  void back_up() {
    store_ = nullptr;  // which writes everything back
    fs::copy_file(path(), backup());
    reopen();
  }
  /// The store is lost; its backup stands in its place.
  void restore() {
    store_->checkpoint();
    store_ = nullptr;
    fs::rename(path(), lost_path());
    fs::rename(backup(), path());
    reopen();
    lost_ = open_store("sqlite:" + lost_path().string());
  }
  Job again(DryRun dry_run = DryRun::no) {
    AgainRequest request;
    request.dry_run = dry_run;
    request.traces = request_.traces;
    request.ledger_key = key();
    return run_again(*store_, *lost_, request, now_);
  }
  void remove(std::string id) {
    run_delete(*store_, {std::move(id), Force::yes, DryRun::no, request_.traces, key(), {}}, now_);
  }
  std::string refusal() {
    try {
      again();
    } catch (const CannotPurgeAgain& refused) {
      return refused.what();
    }
    return "not refused";
  }
  fs::path backup() const { return directory_.path() / "backup.db"; }
  fs::path lost_path() const { return directory_.path() / "lost.db"; }

  std::unique_ptr<Store> lost_;
};

TEST_F(Again, RemovesExactlyThoseWhomTheLostStoreHadErased) {
  User undated = stayer("s3");
  undated.purge_date.reset();
  add({leaver("s1"), leaver("s2"), undated, stayer("s4")});
  owes({{"s2", ObligationKind::loan, 1, {}}});
  back_up();
  purge();       // s1
  remove("s3");  // who is not due
  put("s4", [](User& user) { user.purge_date = parse_day("2026-11-02"); });
  restore();
  owes({});  // now s2 would go by a purge
  const Job job = again();
  EXPECT_EQ(job.kind, JobKind::purge);
  EXPECT_EQ(job.name, "again");
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 2}, {"kept", 0}}));
  EXPECT_THAT(everybody(), ElementsAre("s2", "s4"));
  EXPECT_EQ(remains().size(), 1U);  // of s1, as its policy says
  EXPECT_EQ(verify_ledger(*store_->begin(Access::read), key()), std::nullopt);
  EXPECT_EQ(find_erasures(*store_->begin(Access::read), key(), "s1").size(), 1U);
}

TEST_F(Again, LeavesWhoWasErasedBeforeTheBackupAndCameBack) {
  add({leaver("s1"), leaver("s2")});
  remove("s1");
  add({stayer("s1")});
  back_up();
  remove("s2");
  restore();
  again();
  EXPECT_THAT(everybody(), ElementsAre("s1"));
}

TEST_F(Again, KeepsAndListsWhoCameBackInTheLostStore) {
  add({stayer("s1"), stayer("s2")});
  back_up();
  remove("s1");
  remove("s2");
  add({stayer("S1")});
  restore();
  const Job job = again();
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
  EXPECT_THAT(everybody(), ElementsAre("s1"));
  EXPECT_EQ(
      lines(job.number).front(),
      R"({"outcome":"kept","primary_id":"s1","message":"this user was erased, but came back: the lost store has the user, too"})");
}

TEST_F(Again, KeepsWhoWasRenamedAndCameBackInTheLostStore) {
  add({leaver("maiden")});
  back_up();
  put("maiden", [](User& user) { user.primary_id = "married"; });
  purge();
  User married = stayer("married");
  married.user_identifiers = {identifier("BARCODE", "B-maiden")};
  add({married});
  restore();
  EXPECT_EQ(again().counts, (Counts{{"due", 1}, {"purged", 0}, {"kept", 1}}));
  EXPECT_THAT(everybody(), ElementsAre("maiden"));
}

TEST_F(Again, ErasesWhoseCardSomebodyElseHasInTheLostStore) {
  add({leaver("s1")});
  back_up();
  purge();
  User other = stayer("s2");
  other.user_identifiers = {identifier("BARCODE", "B-s1")};
  add({other});
  restore();
  EXPECT_EQ(again().counts, (Counts{{"due", 1}, {"purged", 1}, {"kept", 0}}));
}

TEST_F(Again, GoesByTheStrictestPolicyOfSeveralErasures) {
  add({leaver("s1"), leaver("s2")});
  back_up();
  remove("s1");  // fully
  add({leaver("s1")});
  put("s2", [](User& user) { user.primary_id = "s3"; });
  request_.guard.share = 1;
  request_.delete_policy = DeletePolicy::keep_fully_reportable;
  purge();
  add({leaver("s2")});
  remove("s2");
  restore();
  EXPECT_EQ(again().counts["purged"], 2);
  EXPECT_THAT(remains(), IsEmpty());
}

TEST_F(Again, TakesNoPolicyFromAnUndoBesideAPurge) {
  add({leaver("s1")});
  back_up();
  {
    const auto transaction = store_->begin(Access::write);
    const StoredUser going = *find_user(*transaction, "s1");
    enter_erasures(*transaction, key(), {now_.time, 7, "undo 6", DeletePolicy::fully_remove},
                   {&going, 1});
    transaction->commit();
  }
  purge();
  restore();
  EXPECT_EQ(again().counts["purged"], 1);
  EXPECT_EQ(remains().size(), 1U);
}

TEST_F(Again, NeedsNoIndexOfTheLostLedger) {
  add({leaver("s1")});
  back_up();
  purge();
  store_->checkpoint();
  store_ = nullptr;
  roster::test::execute_sql(path(), "DELETE FROM erased_ids");
  reopen();
  restore();
  EXPECT_EQ(again().counts["purged"], 1);
}

TEST_F(Again, StandsInTheLedgerByANameThatNoPurgeJobHas) {
  add({leaver("s1")});
  back_up();
  purge();
  restore();
  again();
  EXPECT_EQ(store_->begin(Access::read)->last_erasure()->job_name, "purge --again");
}

TEST_F(Again, FindsWhoWasRenamedBeforeGoing) {
  add({leaver("maiden")});
  back_up();
  put("maiden", [](User& user) { user.primary_id = "married"; });
  purge();
  restore();
  EXPECT_EQ(again().counts["purged"], 1);
  EXPECT_THAT(everybody(), IsEmpty());
}

TEST_F(Again, KeepsAndListsOfWhomOnlyAnotherIdWasErased) {
  User bob = leaver("bob");
  bob.user_identifiers.clear();
  add({stayer("ada"), bob});  // the card is ada's
  back_up();
  put("ada", [](User& user) { user.user_identifiers.clear(); });
  put("bob", [](User& user) { user.user_identifiers = {identifier("BARCODE", "B-ada")}; });
  purge();
  restore();
  const Job job = again();
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
  EXPECT_THAT(everybody(), ElementsAre("ada"));
  EXPECT_EQ(
      lines(job.number).front(),
      R"({"outcome":"kept","primary_id":"ada","message":"an id of this user was erased, but possibly as the id of another user"})");
}

TEST_F(Again, KeepsAndListsWhomEarlierVersionsTookForSomebodyElse) {
  User other = stayer("straße");
  other.user_identifiers.clear();
  add({leaver("strasse"), other});
  back_up();
  purge();
  restore();
  const Job job = again();
  EXPECT_EQ(job.counts, (Counts{{"due", 2}, {"purged", 1}, {"kept", 1}}));
  EXPECT_THAT(everybody(), ElementsAre("straße"));
}

TEST_F(Again, IsTriedWithoutDoingIt) {
  add({leaver("s1")});
  back_up();
  purge();
  restore();
  EXPECT_EQ(again(DryRun::yes).counts["purged"], 1);
  EXPECT_TRUE(knows("s1"));
}

TEST_F(Again, DoneTwiceRemovesNobodyMore) {
  add({leaver("s1")});
  back_up();
  purge();
  restore();
  again();
  EXPECT_EQ(again().counts, (Counts{{"due", 0}, {"purged", 0}, {"kept", 0}}));
}

TEST_F(Again, NeedsTheKeyOfTheLostStore) {
  add({leaver("s1")});
  back_up();
  purge();
  restore();
  fs::remove(key());
  create_ledger_key(key());
  EXPECT_THROW(again(), LedgerError);
  EXPECT_TRUE(knows("s1"));
}

TEST_F(Again, RefusesALedgerThatWasChanged) {
  add({leaver("s1"), leaver("s2")});
  back_up();
  purge();
  restore();
  {
    const auto transaction = lost_->begin(Access::write);
    Erasure forged = transaction->last_erasure().value();
    ++forged.number;
    transaction->add_erasures({&forged, 1});
    transaction->commit();
  }
  EXPECT_EQ(refusal(), "lost store: entry 3 of the erasure ledger was modified or removed");
  EXPECT_THAT(store_->begin(Access::read)->jobs({}), IsEmpty());
}

}  // namespace
}  // namespace roster::purge::test
