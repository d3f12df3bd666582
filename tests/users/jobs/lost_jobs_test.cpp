// What a store lacks, and its reports tell.
#include "users/jobs/lost_jobs.hpp"

#include <gmock/gmock.h>

#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/report.hpp"
#include "users/jobs/report_reader.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LostJobs : public testing::Test {
 protected:
  std::filesystem::path reports() const { return directory_.path() / "reports"; }
  JobPlace place() { return {*store_, reports(), {}, {}, {}, {}}; }

  Job add(JobKind kind, const std::string& file = "") {
    Job job;
    job.kind = kind;
    job.name = "SIS";
    job.file = file;
    job.payload = R"({"dropped":"/srv/sis/a.xml"})";
    return add_job(*store_, job, now_);
  }

  Job run(const Job& job, Ending ending) {
    return run_job(place(), job, now_, [&](JobWork& work) {
      ReportLine line;
      line.outcome = "created";
      line.primary_id = "ada";
      work.report.line(line);
      work.job.counts = {{"processed", 1}};
      return ending;
    });
  }
  Job run(const Job& job) { return run(job, completed(JobStatus::completed_successfully)); }

  /// The store is one that has never heard of what was done.
  void replace_store() { store_ = open_store("sqlite::memory:"); }

  std::vector<LostJob> find() { return find_lost_jobs(*store_->begin(Access::read), reports()); }
  std::vector<std::string> found() {
    std::vector<std::string> texts;
    for (const LostJob& lost : find()) texts.push_back(lost_job_text(lost));
    return texts;
  }
  std::vector<Job> drop() { return drop_lost_jobs(place(), find(), "anna", now_); }
  Job row(JobNumber number) { return store_->begin(Access::read)->job(number).value(); }

  test::TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = open_store("sqlite::memory:");
  Now now_{test::at(1000), Day{}};
};

TEST_F(LostJobs, ThereAreNoneInAStoreAsNewAsItsReports) {
  EXPECT_THAT(found(), IsEmpty());
  run(add(JobKind::synchronize));
  run(add(JobKind::purge), held("too many"));
  add(JobKind::undo);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LostJobs, AreThoseOfAnEarlierStoreThatItDoesNotKnow) {
  run(add(JobKind::synchronize, "a.xml"));
  run(add(JobKind::purge));
  replace_store();
  EXPECT_THAT(found(), ElementsAre("1 synchronize SIS a.xml (completed successfully)",
                                   "2 purge SIS (completed successfully)"));
}

TEST_F(LostJobs, AreThoseWhoseLastCommitIsMissing) {
  const Job added = add(JobKind::synchronize, "a.xml");
  const Job waits = run(add(JobKind::purge), held("too many"));
  run(added);
  run(waits);
  for (Job before : {added, waits}) {  // as they stood before their last commit
    before.open = true;
    const auto transaction = store_->begin(Access::write);
    transaction->update_job(before);
    transaction->commit();
  }
  EXPECT_THAT(found(), ElementsAre("1 synchronize SIS a.xml (completed successfully)",
                                   "2 purge SIS (completed successfully)"));
}

TEST_F(LostJobs, AHeldJobThatRunsApprovedIsNone) {
  const Job waits = run(add(JobKind::purge), held("too many"));
  begin_job(*store_, waits, now_);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LostJobs, AReportThatWasNeverPublishedTellsNothing) {
  { ReportWriter(reports(), 3).finish(Job{.number = 3}); }
  test::write_file(reports() / "notes", "");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LostJobs, AreDroppedUnderTheirNumbersWithTheirLines) {
  run(add(JobKind::synchronize, "a.xml"));
  run(add(JobKind::purge));
  replace_store();
  const std::vector<Job> dropped = drop();
  ASSERT_EQ(dropped.size(), 2U);
  EXPECT_EQ(to_json(row(1)), to_json(dropped[0]));
  EXPECT_EQ(row(1).status, JobStatus::dropped);
  EXPECT_EQ(row(1).decided_by, "anna");
  EXPECT_EQ(row(1).file, "a.xml");
  EXPECT_EQ(row(1).message,
            "lost: it had ended (completed successfully), but the store was replaced by one from "
            "before that");
  EXPECT_FALSE(row(1).open);
  EXPECT_EQ(to_json(*read_report(reports(), 1)), to_json(row(1)));
  EXPECT_EQ(test::read_file(reports() / "1/users.ndjson"),
            "{\"outcome\":\"created\",\"primary_id\":\"ada\"}\n");
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(add(JobKind::undo).number, 3);
}

TEST_F(LostJobs, ADropThatDiedHalfwayIsContinued) {
  run(add(JobKind::synchronize));
  run(add(JobKind::purge));
  replace_store();
  JobPlace dies = place();
  dies.on_step = [](Step step) {
    if (step == Step::reported) throw std::length_error("dies here");
  };
  EXPECT_THROW(drop_lost_jobs(dies, find(), "anna", now_), std::length_error);
  EXPECT_THAT(found(), ElementsAre("1 synchronize SIS (completed successfully)",
                                   "2 purge SIS (completed successfully)"));
  drop();
  EXPECT_EQ(row(1).status, JobStatus::dropped);
  EXPECT_EQ(row(2).status, JobStatus::dropped);
}

TEST_F(LostJobs, AFileThatStillLiesAsItWasDroppedIsFreeForANewJob) {
  const Job added = add(JobKind::synchronize, "a.xml");
  run(added);
  {
    const auto transaction = store_->begin(Access::write);
    transaction->update_job(added);
    transaction->commit();
  }
  drop();
  EXPECT_EQ(row(1).payload, "");
}

TEST_F(LostJobs, AReportThatCannotBeReadKeepsItsNumber) {
  run(add(JobKind::synchronize));
  replace_store();
  test::write_file(reports() / "1/report.json", "{\"job\": 1, ");
  EXPECT_THAT(found(), ElementsAre("1 (its report cannot be read)"));
  EXPECT_THAT(drop(), IsEmpty());
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(add(JobKind::undo).number, 2);
}

TEST_F(LostJobs, AReportTellsItsJobWhole) {
  Job job = add(JobKind::exporting, "koha.csv");
  job.status = JobStatus::completed_with_warnings;
  job.dry_run = DryRun::yes;
  job.by = "anna";
  job.decided_by = "ben";
  job.digest = "xxh3-128:0";
  job.ended = test::at(1060);
  job.took = std::chrono::milliseconds(1234);
  job.counts = {{"processed", 3}, {"exported", -1}};
  job.warnings = {{"new_code", 2}};
  job.message = "two\nlines";
  ReportWriter report(reports(), 1);
  report.finish(job);
  report.publish();
  EXPECT_EQ(to_json(*read_report(reports(), 1)), to_json(job));
  EXPECT_EQ(read_report(reports(), 2), std::nullopt);
}

}  // namespace
}  // namespace roster
