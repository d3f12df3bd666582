// Dropped files that a person must decide about, and obligations that are dropped.
#include <fcntl.h>
#include <gmock/gmock.h>

#include "daemon/work/recovery.hpp"
#include "tests/daemon/work/dropped_files.hpp"
#include "tests/support/failing_fsync.hpp"

namespace roster::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HeldFiles : public DroppedFiles {
 protected:
  /// Two nights; the second changes everybody, and lies there still.
  void drop_two_nights() {
    std::string first, second;
    for (int i = 0; i < 100; ++i) {
      first += record("s" + std::to_string(i), element("user_group", "UNDERGRAD"));
      second += record("s" + std::to_string(i), element("user_group", "GRAD"));
    }
    drop("first.xml", users(first));
    visit();
    drop("second.xml", users(second));
  }
  /// The load of the second, which is held.
  Job held() {
    drop_two_nights();
    return visit().jobs.front();
  }
  static void approve(Job& job) {
    auto payload = read_payload<sis::LoadPayload>(job.payload);
    payload.guard = sis::GuardMode::approved;
    job.payload = write_payload(payload);
  }
  std::string group_of(std::string_view id) {
    return find_user(*session().store().begin(Access::read), id)->user.user_group.value;
  }
};

TEST_F(HeldFiles, AreMarkedAndNothingOfThemIsApplied) {
  const Job job = held();
  EXPECT_EQ(job.status, JobStatus::held);
  EXPECT_EQ(job.message, "updated: 100 of 100 users (100.0 %, limit 50.0 %)");
  EXPECT_THAT(in(inbox()), ElementsAre("first.xml.handled", "first.xml.report.csv",
                                       "second.xml.held", "second.xml.report.csv"));
  EXPECT_TRUE(
      read_file(inbox() / "second.xml.report.csv")
          .starts_with("# second.xml: held; processed 100, would create 0, would update 100, "));
  EXPECT_EQ(group_of("s1"), "UNDERGRAD");
  EXPECT_THAT(visit().jobs, IsEmpty());
}

TEST_F(HeldFiles, AreHandledOnceTheyAreApproved) {
  Job job = held();
  approve(job);
  const Job ended = run_stored_load(session(), job, {});
  EXPECT_THAT(in(config_.spool), IsEmpty());
  EXPECT_EQ(ended.status, JobStatus::completed_successfully);
  EXPECT_EQ(group_of("s1"), "GRAD");
  EXPECT_THAT(in(inbox()), ElementsAre("first.xml.handled", "first.xml.report.csv",
                                       "second.xml.handled", "second.xml.report.csv"));
  EXPECT_TRUE(read_file(inbox() / "second.xml.report.csv")
                  .starts_with("# second.xml: completed successfully; processed 100, "));
}

TEST_F(HeldFiles, AreFailedOnceTheyAreRejected) {
  const Job job = held();
  EXPECT_THAT(in(config_.spool), ElementsAre("2"));
  const Job dropped = drop_job(job_place(session()), job, {}, session().now());
  EXPECT_EQ(dropped.status, JobStatus::dropped);
  EXPECT_FALSE(dropped.open);
  EXPECT_EQ(follow_job(job_place(session()), dropped).status, JobStatus::dropped);
  EXPECT_THAT(in(config_.spool), IsEmpty());
  EXPECT_THAT(in(inbox()), ElementsAre("first.xml.handled", "first.xml.report.csv",
                                       "second.xml.failed", "second.xml.report.csv"));
}

TEST_F(HeldFiles, DroppedAgainAreHeldOnceAndTheFirstIsDropped) {
  held();
  const std::string text = read_file(inbox() / "second.xml.held");
  drop("again.xml", text);
  const Job second = visit().jobs.front();
  EXPECT_EQ(second.status, JobStatus::held);
  const Job first = session().store().begin(Access::read)->job(2).value();
  EXPECT_EQ(first.status, JobStatus::dropped);
  EXPECT_EQ(first.message, "superseded by job 3");
  EXPECT_THAT(in(config_.spool), ElementsAre("3"));
  EXPECT_TRUE(fs::exists(inbox() / "second.xml.failed"));
  EXPECT_TRUE(fs::exists(inbox() / "again.xml.held"));
}

TEST_F(HeldFiles, WhoseCopyTheDiskDoesNotConfirmAreNotHeldYet) {
  drop_two_nights();
  fsync_fails_on = "/spool/";
  EXPECT_THAT(visit().trouble, testing::HasSubstr("Input/output error"));
  fsync_fails_on.clear();
  EXPECT_EQ(session().store().begin(Access::read)->job(2)->status, JobStatus::running);
  EXPECT_TRUE(fs::exists(inbox() / "second.xml"));
  recover(session(), FileJobs::now, {});
  EXPECT_EQ(session().store().begin(Access::read)->job(2)->status, JobStatus::held);
  EXPECT_TRUE(fs::exists(inbox() / "second.xml.held"));
}

TEST_F(HeldFiles, WhoseProfileIsGoneFail) {
  Job job = held();
  config_.profiles.front().code = "OTHER";
  session().set_config(config_);
  const Job ended = run_stored_load(session(), job, {});
  EXPECT_EQ(ended.status, JobStatus::failed);
  EXPECT_EQ(ended.message, "there is no profile SIS; there are: OTHER");
}

TEST_F(HeldFiles, AreAppliedAsTheyWereShownWhateverIsConfiguredByThen) {
  Job job = held();
  config_.profiles.front().synchronize.record_type = "STAFF";
  session().set_config(config_);
  fs::remove(inbox() / "second.xml.held");
  approve(job);
  run_stored_load(session(), job, {});
  EXPECT_EQ(find_user(*session().store().begin(Access::read), "s1")->user.record_type.value,
            "PUBLIC");
  EXPECT_EQ(group_of("s1"), "GRAD");
}

TEST_F(HeldFiles, WhoseCopyIsGoneFail) {
  const Job job = held();
  fs::remove(file_in(job.payload).spooled);
  const Job ended = run_stored_load(session(), job, {});
  EXPECT_EQ(ended.status, JobStatus::failed);
  EXPECT_EQ(ended.message, "interrupted, and the copy of its file no longer exists");
}

class Interrupted : public DroppedFiles {
 protected:
  /// A load that was stopped after its file had been claimed; the process then ended.
  void stop_a_load() {
    drop("a.xml", feed_of("ada"));
    cancelled_ = [] { return true; };
    EXPECT_THROW(visit(), sis::Cancelled);
    cancelled_ = {};
    session_.reset();
  }
};

TEST_F(Interrupted, LoadsAreBroughtToTheirEndAtTheNextStart) {
  stop_a_load();
  std::vector<std::string> ended;
  LoadEvents events;
  events.on_job = [&](const Job& job) {
    ended.push_back(fmt::format("{}: {}", job.number, to_string(job.status)));
  };
  recover(session(), FileJobs::now, events);
  EXPECT_THAT(ended, ElementsAre("1: completed_successfully"));
  EXPECT_TRUE(knows("ada"));
  EXPECT_THAT(in(inbox()), ElementsAre("a.xml.handled", "a.xml.report.csv"));
  ended.clear();
  recover(session(), FileJobs::now, events);
  EXPECT_THAT(ended, IsEmpty());
}

TEST_F(Interrupted, LoadsFailWhenTheirFileIsGone) {
  stop_a_load();
  fs::remove(inbox() / "a.xml");
  recover(session(), FileJobs::now, {});
  const Job ended = session().store().begin(Access::read)->job(1).value();
  EXPECT_EQ(ended.status, JobStatus::failed);
  EXPECT_EQ(ended.message, "its file was removed before it was read; nothing was applied");
}

TEST_F(Interrupted, LoadsWaitForADirectoryThatIsNotMounted) {
  stop_a_load();
  fs::remove_all(inbox());
  recover(session(), FileJobs::now, {});
  EXPECT_EQ(session().store().begin(Access::read)->job(1)->status, JobStatus::pending);
}

TEST_F(Interrupted, SeveralLoadsGoOnInTheirOrder) {
  for (const char* name : {"a.xml", "b.xml", "c.xml"}) {
    drop(name, feed_of("ada", element("last_name", name)));
    for (const sis::DroppedFile& found : sis::DropDirectory(inbox()).list().files) {
      if (found.name != name) continue;
      sis::LoadRequest request;
      request.profile = &config_.profiles.front();
      request.file = name;
      request.place.dropped = inbox() / name;
      request.place.stamp = found.stamp;
      sis::add_load(session().store(), request, session().now());
    }
  }
  std::vector<std::string> ended;
  LoadEvents events;
  events.on_job = [&](const Job& job) { ended.push_back(job.file); };
  recover(session(), FileJobs::now, events);
  EXPECT_THAT(ended, ElementsAre("a.xml", "b.xml", "c.xml"));
}

TEST_F(Interrupted, AWaitingJobIsFoundHoweverManyCameSince) {
  stop_a_load();
  {
    const auto transaction = session().store().begin(Access::write);
    Job later;
    later.open = false;
    later.status = JobStatus::completed_successfully;
    for (int i = 0; i < 300; ++i) transaction->add_job(later);
    transaction->commit();
  }
  recover(session(), FileJobs::now, {});
  EXPECT_TRUE(knows("ada"));
}

class DroppedObligations : public DroppedFiles {
 protected:
  DroppedObligations() { config_.profiles.front().synchronize.input = "obligations"; }
  fs::path obligations() const { return config_.inbox / "obligations"; }
  IntakeResult visit_obligations() { return visit({"", JobKind::obligations}); }

  /// As drop(), in the directory of obligations.
  void say(const std::string& name, const std::string& text) {
    fs::create_directories(obligations());
    drop(name, text);
    fs::rename(inbox() / name, obligations() / name);
    struct stat status {};
    ASSERT_EQ(::stat((obligations() / name).c_str(), &status), 0);
    now_ = Time{seconds{status.st_ctim.tv_sec}} + seconds(60);
  }
};

TEST_F(DroppedObligations, AreTakenInUnderTheNameOfTheirSource) {
  say("circulation", "primary_id,kind,count,amount\ns1,loan,1,\n");
  say("acquisitions.csv", "primary_id,kind,count,amount\n");
  const IntakeResult result = visit_obligations();
  ASSERT_EQ(result.jobs.size(), 2U);
  EXPECT_THAT(in(obligations()),
              ElementsAre("acquisitions.csv.handled", "acquisitions.csv.report.csv",
                          "circulation.handled", "circulation.report.csv"));
  const auto sources = session().store().begin(Access::read)->obligation_sources();
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].name, "acquisitions");
  EXPECT_EQ(sources[1].name, "circulation");
  EXPECT_EQ(sources[1].as_of, Time{seconds(1'700'000'000)}) << "when the file was modified";
}

TEST_F(DroppedObligations, OfNoSourceAreLeftAlone) {
  say("strangers.csv", "primary_id,kind,count,amount\n");
  EXPECT_THAT(visit_obligations().jobs, IsEmpty());
  EXPECT_THAT(told_,
              ElementsAre("strangers.csv: no obligations source of this name is configured"));
  EXPECT_THAT(in(obligations()), ElementsAre("strangers.csv"));
}

TEST_F(DroppedObligations, WithABadLineAreRefusedWhole) {
  say("circulation", "primary_id,kind,count,amount\ns1,loan,1,\ns2,dept,1,\n");
  now_ += seconds(600);
  const IntakeResult result = visit_obligations();
  ASSERT_EQ(result.jobs.size(), 1U);
  EXPECT_EQ(result.jobs.front().status, JobStatus::failed);
  EXPECT_THAT(in(obligations()), ElementsAre("circulation.failed", "circulation.report.csv"));
}

TEST_F(DroppedObligations, CutInTheMiddleOfALineAreWaitedFor) {
  say("circulation", "primary_id,kind,count,amount\ns1,lo");
  EXPECT_THAT(visit_obligations().jobs, IsEmpty());
  EXPECT_THAT(told_, ElementsAre("circulation: it is incomplete; waiting for the rest"));
}

}  // namespace
}  // namespace roster::test
