// Jobs and users as a person reads them.
#include "daemon/show/render.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"
#include "users/base/day.hpp"
#include "users/model/edit.hpp"

namespace roster {
namespace {

using std::chrono::seconds;

TEST(Render, TimeIsToldInTheTwoUnitsThatMatter) {
  EXPECT_EQ(duration_text(seconds(0)), "0s");
  EXPECT_EQ(duration_text(seconds(59)), "59s");
  EXPECT_EQ(duration_text(seconds(60)), "1m00s");
  EXPECT_EQ(duration_text(seconds(125)), "2m05s");
  EXPECT_EQ(duration_text(seconds(3599)), "59m59s");
  EXPECT_EQ(duration_text(seconds(3720)), "1h02m");
  EXPECT_EQ(duration_text(seconds(100 * 3600)), "100h00m");
}

TEST(Render, ASizeIsInTheUnitThatFits) {
  EXPECT_EQ(size_text(812 << 10), "812 KiB");
  EXPECT_EQ(size_text(3'800'000), "3.6 MiB");
  EXPECT_EQ(size_text(std::uint64_t{61} << 30), "61.0 GiB");
}

TEST(Render, WhatAJobTookIsToldAsMeasured) {
  Job job;
  EXPECT_EQ(took_text(job), "");
  job.ended = job.started + std::chrono::seconds(2);
  EXPECT_EQ(took_text(job), "2s");
  job.took = std::chrono::milliseconds(812);
  EXPECT_EQ(took_text(job), "812 ms");
  job.took = std::chrono::milliseconds(61'900);
  EXPECT_EQ(took_text(job), "1m01s");
}

TEST(Render, AStatusIsInWords) {
  EXPECT_EQ(status_text(JobStatus::completed_with_errors), "completed with errors");
  EXPECT_EQ(status_text(JobStatus::held), "held");
}

Job some_job() {
  Job job;
  job.number = 17;
  job.name = "SIS";
  job.file = "users.zip";
  job.status = JobStatus::completed_with_errors;
  job.started = *parse_time("2026-11-22T01:00:00Z");
  job.ended = *parse_time("2026-11-22T01:02:05Z");
  job.counts = {{"rejected", 2}, {"processed", 7}, {"created", 1},
                {"updated", 3},  {"unchanged", 1}, {"purge_date_from_feed", 4},
                {"something", 0}};
  job.warnings = {{"bad_date", 3}, {"wrong_order", 1}};
  return job;
}

TEST(Render, CountsComeInTheirOrderAndOthersOnlyWhenTheySaySomething) {
  EXPECT_EQ(counts_text(some_job()),
            "processed 7, created 1, updated 3, unchanged 1, rejected 2, purge date from feed 4");
  Job purge;
  purge.status = JobStatus::completed_successfully;
  purge.counts = {{"kept", 0}, {"purged", 3}, {"due", 3}, {"tightened", 2}};
  EXPECT_EQ(counts_text(purge), "due 3, purged 3, kept 0, tightened 2");
  purge.dry_run = DryRun::yes;
  purge.status = JobStatus::completed_successfully;
  EXPECT_EQ(counts_text(purge), "due 3, would purge 3, would keep 0, tightened 2");
  EXPECT_EQ(counts_text(purge, Zeros::left_out), "due 3, would purge 3, tightened 2");
  Job obligations;
  obligations.counts = {{"rows", 0}, {"users", 0}, {"unknown", 0}};
  EXPECT_EQ(counts_text(obligations), "rows 0");
  EXPECT_EQ(counts_text(Job()), "");
}

TEST(Render, WhatWasNotAppliedIsToldWithWould) {
  Job job = some_job();
  for (const JobStatus status : {JobStatus::held, JobStatus::failed, JobStatus::dropped}) {
    job.status = status;
    EXPECT_EQ(counts_text(job),
              "processed 7, would create 1, would update 3, unchanged 1, rejected 2, purge date "
              "from feed 4");
  }
  job.kind = JobKind::undo;
  job.status = JobStatus::held;
  job.counts = {{"processed", 3}, {"removed", 1}, {"restored", 1}, {"kept", 1}};
  EXPECT_EQ(counts_text(job), "processed 3, would keep 1, would remove 1, would restore 1");
}

TEST(Render, AJobIsToldWhole) {
  EXPECT_EQ(render_job(some_job(), find_zone("Europe/Oslo")),
            "job 17: synchronize SIS users.zip: completed with errors\n"
            "  processed 7, created 1, updated 3, unchanged 1, rejected 2, purge date from feed 4\n"
            "  warnings: bad_date 3, wrong_order 1\n"
            "  started 2026-11-22 02:00 CET, took 2m05s\n");
}

TEST(Render, AJobThatHasNotMuchToTellIsShort) {
  Job job;
  job.number = 18;
  job.kind = JobKind::purge;
  job.name = "undergraduates";
  job.dry_run = DryRun::yes;
  job.counts = {{"tightened", 0}};
  job.status = JobStatus::running;
  job.started = *parse_time("2026-11-22T01:00:00Z");
  EXPECT_EQ(render_job(job, find_zone("UTC")),
            "job 18: purge undergraduates (dry run): running\n"
            "  started 2026-11-22 01:00 UTC\n");
}

TEST(Render, AJobSaysWhy) {
  Job job;
  job.number = 19;
  job.name = "SIS";
  job.file = "a.xml";
  job.status = JobStatus::failed;
  job.started = *parse_time("2026-11-22T01:00:00Z");
  job.ended = job.started;
  job.message = "a.xml:2: the root element is not closed";
  EXPECT_EQ(render_job(job, find_zone("UTC")),
            "job 19: synchronize SIS a.xml: failed\n"
            "  a.xml:2: the root element is not closed\n"
            "  started 2026-11-22 01:00 UTC, took 0s\n");
}

TEST(Render, AUserIsAFieldALineAndSaysWhatStaffChanged) {
  User user = test::plain_user("ada");
  set_field(user, "user_group", "VISITOR");
  set_field(user, "email:work", "ada@example.edu");
  EXPECT_EQ(render_user(user),
            "record_type  PUBLIC\n"
            "primary_id   ada\n"
            "user_group   VISITOR  [changed by hand]\n"
            "external_id  SIS\n"
            "emails       ada@example.edu, work, [internal]\n");
}

TEST(Render, EachItemOfAListHasALine) {
  User user = test::plain_user("ada");
  set_field(user, "email:work", "ada@example.edu");
  set_field(user, "email:home", "ada@example.org");
  EXPECT_TRUE(
      render_user(user).ends_with("emails       ada@example.edu, work, [internal]\n"
                                  "             ada@example.org, home, [internal]\n"))
      << render_user(user);
}

TEST(Render, AFieldThatStaffEmptiedIsSaidToBeChangedByHand) {
  User user = test::plain_user("ada");
  unset_field(user, "user_group");
  EXPECT_EQ(render_user(user),
            "record_type  PUBLIC\n"
            "primary_id   ada\n"
            "user_group   (none)  [changed by hand]\n"
            "external_id  SIS\n");
}

TEST(Render, WhatAFeedPutsIntoAFieldCannotBreakTheLines) {
  User user = test::plain_user("ada");
  user.last_name = "By\nron\u009b2J";
  EXPECT_EQ(render_user(user),
            "record_type  PUBLIC\n"
            "primary_id   ada\n"
            "last_name    By ron\\u009B2J\n"
            "user_group   STUDENT (Student)\n"
            "external_id  SIS\n");
}

}  // namespace
}  // namespace roster
