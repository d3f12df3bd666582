// What is kept for a while only. The present is moved by the test, the files are real.
#include "daemon/watch/housekeeping.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "sis/load/payload.hpp"
#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/payload.hpp"
#include "users/jobs/report.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using testing::ElementsAre;

class Housekeeping : public testing::Test {
 protected:
  Housekeeping() {
    for (const char* name : {"spool", "inbox", "inbox/sis", "reports"})
      fs::create_directory(directory_.path() / name);
    config_ = builtin_config("sqlite:" + (directory_.path() / "users.db").string());
    config_.spool = directory_.path() / "spool";
    config_.inbox = directory_.path() / "inbox";
    config_.reports = directory_.path() / "reports";
    config_.spool_retention = hours(30 * 24);
    config_.report_retention = hours(365 * 24);
    config_.history_retention = hours(90 * 24);
    config_.profiles.front().synchronize.input = "sis";
    session_.emplace(config_, [this] { return now_; });
  }

  void days_pass(int days) { now_ += hours(24 * days); }

  /// A file that was last changed now.
  void put(const std::string& name) const {
    test::write_file(directory_.path() / name, "text");
    const timespec times[] = {{now_.time_since_epoch().count(), 0},
                              {now_.time_since_epoch().count(), 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (directory_.path() / name).c_str(), times, 0), 0);
  }

  std::vector<std::string> in(const std::string& name) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_.path() / name))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  /// A job with a spooled copy and a report, which ended (or stands still) now.
  JobNumber add_job(JobStatus status) {
    Job job;
    job.name = "default";
    job.status = status;
    job.started = now_;
    if (status != JobStatus::pending && status != JobStatus::running) job.ended = now_;
    const auto transaction = session_->store().begin(Access::write);
    job.number = transaction->add_job(job);
    const std::string copy = "spool/" + std::to_string(job.number);
    put(copy);
    JobFile file;
    file.spooled = directory_.path() / copy;
    job.payload = write_payload(file);
    transaction->update_job(job);
    transaction->commit();
    ReportWriter report(config_.reports, job.number);
    report.finish(job);
    report.publish();
    return job.number;
  }

  /// A held job of this dropped file.
  void hold(const fs::path& file) {
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    Job job;
    job.name = "default";
    job.status = JobStatus::held;
    JobFile dropped;
    dropped.dropped = file;
    dropped.stamp.inode = status.st_ino;
    job.payload = with_file("", dropped);
    const auto transaction = session_->store().begin(Access::write);
    transaction->add_job(job);
    transaction->commit();
  }

  test::TemporaryDirectory directory_;
  Config config_;
  Time now_ = *parse_time("2026-11-22T02:00:00Z");
  std::optional<Session> session_;
};

TEST_F(Housekeeping, CopiesGoWhenTheirTimeIsOver) {
  add_job(JobStatus::completed_successfully);
  put("spool/4711-1690000000000000000");  // of a job that nobody remembers
  days_pass(30);
  EXPECT_EQ(keep_house(*session_, now_).spooled, 0);
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(keep_house(*session_, now_).spooled, 2);
  EXPECT_THAT(in("spool"), testing::IsEmpty());
}

TEST_F(Housekeeping, CopiesOfJobsThatAreNotOverStay) {
  for (const JobStatus status : {JobStatus::held, JobStatus::pending, JobStatus::running,
                                 JobStatus::failed, JobStatus::dropped})
    add_job(status);
  days_pass(400);
  EXPECT_EQ(keep_house(*session_, now_).spooled, 2);
  EXPECT_THAT(in("spool"), ElementsAre("1", "2", "3"));
}

TEST_F(Housekeeping, WhatIsNoCopyStaysInTheSpool) {
  put("spool/timetable");
  fs::create_directory(directory_.path() / "spool" / "2026");
  days_pass(400);
  EXPECT_EQ(keep_house(*session_, now_).spooled, 0);
  EXPECT_THAT(in("spool"), ElementsAre("2026", "timetable"));
}

TEST_F(Housekeeping, CopiesOfTheStoreThatABackupLeftGoAtOnce) {
  session_->store();
  put("spool/backup-4518");
  put("spool/backup-4518-journal");
  keep_house(*session_, now_);
  EXPECT_THAT(in("spool"), testing::IsEmpty());
}

TEST_F(Housekeeping, ABackupThatSomebodyKeepsInTheSpoolStays) {
  session_->store();
  put("spool/backup-2026-11-01.db");
  put("spool/backup-");
  keep_house(*session_, now_);
  EXPECT_THAT(in("spool"), ElementsAre("backup-", "backup-2026-11-01.db"));
}

TEST_F(Housekeeping, ReportsGoWhenTheirTimeIsOver) {
  add_job(JobStatus::completed_with_errors);
  add_job(JobStatus::held);
  days_pass(1);
  add_job(JobStatus::failed);
  fs::create_directory(config_.reports / "notes");
  fs::create_directory(config_.reports / "4711");  // of no job
  days_pass(364);
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(keep_house(*session_, now_).reports, 1);
  EXPECT_THAT(in("reports"), ElementsAre("2", "3", "4711", "notes"));
}

TEST_F(Housekeeping, FilesDealtWithGoWhenTheirTimeIsOver) {
  for (const char* name :
       {"inbox/sis/a.xml.handled", "inbox/sis/a.xml.report.csv", "inbox/sis/b.xml.failed",
        "inbox/sis/c.xml", "inbox/sis/d.xml.held", "inbox/sis/e.xml.held"})
    test::write_file(directory_.path() / name, "text");
  hold(directory_.path() / "inbox/sis/d.xml.held");
  struct stat status {};
  ASSERT_EQ(::stat((directory_.path() / "inbox/sis/a.xml.report.csv").c_str(), &status), 0);
  now_ = Time{std::chrono::seconds{status.st_ctim.tv_sec}};
  EXPECT_EQ(keep_house(*session_, now_).handled, 0);
  days_pass(31);
  EXPECT_EQ(keep_house(*session_, now_).handled, 4);
  EXPECT_THAT(in("inbox/sis"), ElementsAre("c.xml", "d.xml.held"));
}

TEST_F(Housekeeping, HistoryGoesWhenItsTimeIsOver) {
  const User before = test::plain_user("ada");
  User after = before;
  after.last_name = "Byron";
  {
    const auto transaction = session_->store().begin(Access::write);
    transaction->begin_change(0, now_, "create");
    Write create{0, &before, nullptr, {}, {}};
    transaction->put({&create, 1});
    const StoredUser stored = transaction->get({&create.id, 1}).front();
    transaction->begin_change(0, now_, "set last_name");
    Write update{create.id, &after, &stored, {}, differing_fields(before, after)};
    transaction->put({&update, 1});
    transaction->commit();
  }
  const auto updates = [&] {
    const auto transaction = session_->store().begin(Access::read);
    const auto history = transaction->history_of_user(find_user(*transaction, "ada")->id);
    return std::count_if(history.begin(), history.end(),
                         [](const HistoryEntry& entry) { return entry.before.has_value(); });
  };
  days_pass(90);
  keep_house(*session_, now_);
  EXPECT_EQ(updates(), 1);
  now_ += std::chrono::seconds(1);
  keep_house(*session_, now_);
  EXPECT_EQ(updates(), 0);
}

TEST_F(Housekeeping, DirectoriesThatAreNotThereAreNoTrouble) {
  session_->store();
  fs::remove_all(config_.spool);
  fs::remove_all(config_.reports);
  fs::remove_all(config_.inbox);
  const Kept kept = keep_house(*session_, now_);
  EXPECT_EQ(kept.spooled + kept.reports + kept.handled, 0);
}

TEST_F(Housekeeping, TellsThatItGetsOnWithEachFile) {
  for (int n = 0; n < 50; ++n) put("spool/" + std::to_string(1000 + n));
  days_pass(400);
  int told = 0;
  session_->set_on_progress([&] { ++told; });
  EXPECT_EQ(keep_house(*session_, now_).spooled, 50);
  EXPECT_GE(told, 50);
}

}  // namespace
}  // namespace roster
