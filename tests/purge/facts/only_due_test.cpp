// A list that answers for the people who were due, and for nobody else.
#include "purge/obligations.hpp"
#include "purge/why.hpp"
#include "tests/purge/file_with.hpp"
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using roster::test::FileWith;
using testing::ElementsAre;
using testing::IsEmpty;

class OnlyDue : public PurgeTest {
 protected:
  void SetUp() override {
    PurgeTest::SetUp();
    add({leaver("s1"), leaver("s2"), stayer("s9")});
    now_.time += std::chrono::hours(1);
  }
  /// A list that was made so long ago.
  void take_in(const std::string& rows, std::chrono::minutes age = {}) {
    const FileWith file("# as_of: " + format_time(now_.time - age) +
                        "\nprimary_id,kind,count,amount\n" + rows);
    ObligationsRequest request;
    request.source = "alma";
    request.fd = file.fd();
    request.file = "alma.csv";
    request.traces = request_.traces;
    request.only_due = {request_.policy};
    request.local_day = [](Time time) { return std::chrono::floor<std::chrono::days>(time); };
    const Job job = add_obligations(*store_, request, now_);
    ASSERT_EQ(run_obligations(*store_, request, job, now_).status,
              JobStatus::completed_successfully);
  }
  std::vector<std::string> blockers_of(std::string_view id) {
    const auto transaction = store_->begin(Access::read);
    return why(*transaction, *find_user(*transaction, id), request_.policy, {}, now_).blockers;
  }
};

TEST_F(OnlyDue, AnswersForThoseWhoAreDue) {
  take_in("s1,loan,2,\n");
  EXPECT_THAT(blockers_of("s1"), ElementsAre("loans:2"));
  EXPECT_THAT(blockers_of("s2"), IsEmpty());
  EXPECT_THAT(blockers_of("s9"), ElementsAre("not_expired:2028-06-30", "not_asked:alma"));
}

TEST_F(OnlyDue, WhoBecomesDueLaterIsKept) {
  take_in("");
  now_.time += std::chrono::hours(1);
  put("s9", [](User& user) { user = leaver("s9"); });
  EXPECT_EQ(purge().counts, (Counts{{"due", 3}, {"purged", 2}, {"kept", 1}}));
  EXPECT_THAT(everybody(), ElementsAre("s9"));
  EXPECT_THAT(blockers_of("s9"), ElementsAre("not_asked:alma"));
}

TEST_F(OnlyDue, WhoBecameDueWhileTheOtherSystemWasAskedIsKept) {
  put("s9", [](User& user) { user = leaver("s9"); });
  take_in("", std::chrono::minutes(10));
  EXPECT_THAT(blockers_of("s9"), ElementsAre("not_asked:alma"));
  EXPECT_THAT(blockers_of("s1"), IsEmpty());
}

TEST_F(OnlyDue, AWholeListAnswersForEverybodyAgain) {
  take_in("");
  owes("alma", {}, now_.time);
  const FileWith file("primary_id,kind,count,amount\ns1,loan,1,\n");
  ObligationsRequest request;
  request.source = "alma";
  request.fd = file.fd();
  request.file = "alma.csv";
  request.modified = now_.time;
  request.traces = request_.traces;
  run_obligations(*store_, request, add_obligations(*store_, request, now_), now_);
  EXPECT_THAT(blockers_of("s9"), ElementsAre("not_expired:2028-06-30"));
}

TEST_F(OnlyDue, AnOlderListThatIsApprovedLaterIsTheCurrentOne) {
  take_in("");
  const JobNumber older = add_row(JobKind::obligations, "alma", JobStatus::held, now_.time);
  take_in("");
  {
    const auto transaction = store_->begin(Access::write);
    Job job = *transaction->job(older);
    job.status = JobStatus::completed_successfully;
    job.ended = now_.time + std::chrono::hours(1);
    transaction->update_job(job);
    transaction->commit();
  }
  EXPECT_THAT(blockers_of("s9"), ElementsAre("not_expired:2028-06-30")) << "it was about everybody";
}

}  // namespace
}  // namespace roster::purge::test
