#include "purge/delete_user.hpp"

#include "purge/ledger/ledger.hpp"
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DeleteByHand : public PurgeTest {
 protected:
  Job remove(std::string id, Force force = Force::no) {
    return run_delete(*store_, {std::move(id), force, DryRun::no, request_.traces, key(), {}},
                      now_);
  }

  DeleteRequest request(std::string id) const {
    return {std::move(id), Force::no, DryRun::no, request_.traces, key(), {}};
  }
  Job hold(std::string id, Force force = Force::no) {
    DeleteRequest asked = request(std::move(id));
    asked.force = force;
    asked.guard_mode = GuardMode::always;
    return run_delete(*store_, asked, now_);
  }
  Job row(JobNumber number) { return store_->begin(Access::read)->job(number).value(); }
  Job approve(JobNumber number) { return approve_delete(*store_, request({}), row(number), now_); }
};

TEST_F(DeleteByHand, RemovesEverythingOfOneUser) {
  add({stayer("s1"), stayer("s2")});
  const Job job = remove("s1");
  EXPECT_EQ(job.kind, JobKind::remove);
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.counts, (Counts{{"purged", 1}, {"kept", 0}}));
  EXPECT_THAT(everybody(), ElementsAre("s2"));
  EXPECT_THAT(remains(), IsEmpty());
}

TEST_F(DeleteByHand, TakesAnyId) {
  add({stayer("s1")});
  remove("B-s1");
  EXPECT_THAT(everybody(), IsEmpty());
}

TEST_F(DeleteByHand, DoesNotNameThePersonAfterwards) {
  add({stayer("s1")});
  const Job job = remove("S1");
  EXPECT_EQ(to_json(job).find("s1"), std::string::npos);
  EXPECT_EQ(to_json(job).find("S1"), std::string::npos);
  EXPECT_THAT(
      lines(job.number),
      ElementsAre(R"({"outcome":"purged","user_group":"UNDERGRAD","purge_date":"2029-06-30"})"));
}

TEST_F(DeleteByHand, IsEnteredInTheLedger) {
  add({stayer("s1")});
  const Job job = remove("s1");
  const auto found = find_erasures(*store_->begin(Access::read), key(), "s1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().job, job.number);
  EXPECT_EQ(found.front().job_name, "by hand");
  EXPECT_EQ(found.front().policy, DeletePolicy::fully_remove);
}

TEST_F(DeleteByHand, IsRefusedWhileSomethingIsOwed) {
  add({stayer("s1")});
  owes(
      {{"s1", ObligationKind::loan, 2, {}}, {"s1", ObligationKind::fee, 1, *parse_amount("0.10")}});
  const Job job = remove("s1");
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message, "kept: loans:2, balance:0.10");
  EXPECT_EQ(job.counts, (Counts{{"purged", 0}, {"kept", 1}}));
  EXPECT_THAT(
      lines(job.number),
      ElementsAre(R"({"outcome":"kept","primary_id":"s1","blockers":["loans:2","balance:0.10"]})"));
  EXPECT_TRUE(knows("s1"));
}

TEST_F(DeleteByHand, GoesAheadWhenForced) {
  add({stayer("s1")});
  owes({{"s1", ObligationKind::loan, 2, {}}});
  EXPECT_EQ(remove("s1", Force::yes).status, JobStatus::completed_successfully);
  EXPECT_FALSE(knows("s1"));
}

TEST_F(DeleteByHand, DoesNotAskForDatesOrTheAccountType) {
  User internal = stayer("s1");
  internal.account_type = {"INTERNAL", ""};
  internal.purge_date.reset();
  add({internal});
  EXPECT_EQ(remove("s1").status, JobStatus::completed_successfully);
}

TEST_F(DeleteByHand, IsTriedWithoutDoingIt) {
  add({stayer("s1")});
  const Job job =
      run_delete(*store_, {"s1", Force::no, DryRun::yes, request_.traces, key(), {}}, now_);
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.dry_run, DryRun::yes);
  EXPECT_EQ(job.counts, (Counts{{"purged", 1}, {"kept", 0}}));
  EXPECT_TRUE(knows("s1"));
  EXPECT_FALSE(fs::exists(key()));
}

TEST_F(DeleteByHand, OfWhoIsKeptTellsTheReasonInTheReportAlone) {
  add({stayer("s1")});
  keep("s1", Keep{"Prof. Doe's assistant", std::nullopt, "anna", now_.time});
  const Job job = remove("s1");
  EXPECT_EQ(job.message, "kept: kept");
  EXPECT_THAT(
      lines(job.number),
      ElementsAre(
          R"({"outcome":"kept","primary_id":"s1","blockers":["kept:Prof. Doe's assistant"]})"));
}

TEST_F(DeleteByHand, IsHeldUntilSomebodyApprovesIt) {
  add({stayer("s1"), stayer("s2")});
  const Job held = hold("s1");
  EXPECT_EQ(held.status, JobStatus::held);
  EXPECT_EQ(held.message, "held on request: the deletion is to be approved");
  EXPECT_EQ(held.counts, (Counts{{"purged", 1}, {"kept", 0}}));
  EXPECT_THAT(
      lines(held.number),
      ElementsAre(
          R"({"outcome":"purged","primary_id":"s1","user_group":"UNDERGRAD","purge_date":"2029-06-30"})"));
  EXPECT_TRUE(knows("s1"));
  const Job done = approve(held.number);
  EXPECT_EQ(done.status, JobStatus::completed_successfully);
  EXPECT_THAT(everybody(), ElementsAre("s2"));
  EXPECT_THAT(
      lines(done.number),
      ElementsAre(R"({"outcome":"purged","user_group":"UNDERGRAD","purge_date":"2029-06-30"})"))
      << "does not name the person afterwards";
}

TEST_F(DeleteByHand, LooksForReasonsAgainWhenItIsApproved) {
  add({stayer("s1")});
  const Job held = hold("s1");
  owes({{"s1", ObligationKind::loan, 2, {}}});
  const Job kept = approve(held.number);
  EXPECT_EQ(kept.status, JobStatus::failed);
  EXPECT_EQ(kept.message, "kept: loans:2");
  EXPECT_TRUE(knows("s1"));
}

TEST_F(DeleteByHand, ThatIsForcedShowsWhatItOverrides) {
  add({stayer("s1")});
  owes({{"s1", ObligationKind::loan, 2, {}}});
  keep("s1", Keep{"Prof. Doe's assistant", std::nullopt, "anna", now_.time});
  const std::string line =
      R"({"outcome":"purged","primary_id":"s1","user_group":"UNDERGRAD",)"
      R"("purge_date":"2029-06-30","blockers":["loans:2","kept:Prof. Doe's assistant"]})";
  DeleteRequest asked = request("s1");
  asked.force = Force::yes;
  asked.dry_run = DryRun::yes;
  const Job tried = run_delete(*store_, asked, now_);
  EXPECT_EQ(tried.message, "forced despite loans:2, kept");
  EXPECT_THAT(lines(tried.number), ElementsAre(line));
  const Job held = hold("s1", Force::yes);
  EXPECT_EQ(held.message,
            "held on request: the deletion is to be approved; it is forced despite loans:2, kept");
  EXPECT_THAT(lines(held.number), ElementsAre(line));
  EXPECT_EQ(row(held.number).payload.find("Doe"), std::string::npos);
  EXPECT_EQ(approve(held.number).status, JobStatus::completed_successfully);
  EXPECT_FALSE(knows("s1"));
}

TEST_F(DeleteByHand, ThatIsForcedOverridesOnlyWhatWasShown) {
  add({stayer("s1")});
  owes({{"s1", ObligationKind::loan, 2, {}}});
  const Job held = hold("s1", Force::yes);
  keep("s1", Keep{"a lawsuit", std::nullopt, "anna", now_.time});
  const Job kept = approve(held.number);
  EXPECT_EQ(kept.status, JobStatus::failed);
  EXPECT_EQ(kept.message, "kept: kept");
  EXPECT_THAT(lines(kept.number),
              ElementsAre(R"({"outcome":"kept","primary_id":"s1","blockers":["kept:a lawsuit"]})"));
  EXPECT_TRUE(knows("s1"));
}

TEST_F(DeleteByHand, OfTheSameUserIsHeldOnce) {
  add({stayer("s1"), stayer("s2")});
  const Job first = hold("s1"), other = hold("s2"), second = hold("B-s1");
  EXPECT_EQ(row(first.number).status, JobStatus::dropped);
  EXPECT_EQ(row(first.number).message, "superseded by job " + std::to_string(second.number));
  EXPECT_EQ(row(other.number).status, JobStatus::held);
  remove("s1");
  EXPECT_EQ(row(second.number).status, JobStatus::dropped);
}

TEST_F(DeleteByHand, OfNobodyIsNoJob) {
  EXPECT_THROW(remove("s1"), NoSuchUser);
  EXPECT_THAT(store_->begin(Access::read)->jobs({}), IsEmpty());
}

}  // namespace
}  // namespace roster::purge::test
