// Jobs as a list.
#include "daemon/show/lists.hpp"

#include <gtest/gtest.h>

#include "users/base/day.hpp"

namespace roster {
namespace {

Job job(JobNumber number, JobStatus status) {
  Job job;
  job.number = number;
  job.name = "SIS";
  job.file = "users.zip";
  job.status = status;
  job.started = *parse_time("2026-11-22T02:00:00Z");
  job.ended = *parse_time("2026-11-22T02:00:04Z");
  job.counts = {{"processed", 20411}, {"created", 120}, {"updated", 204}, {"rejected", 0}};
  return job;
}

std::string listed(const std::vector<Job>& jobs, std::size_t columns = 80) {
  return render_job_list(jobs, find_zone("UTC"), columns);
}

TEST(JobList, TellsWhatEachDidWithoutZerosAndWhy) {
  Job purge = job(17, JobStatus::failed);
  purge.kind = JobKind::purge;
  purge.name = "undergraduates";
  purge.file.clear();
  purge.counts.clear();
  purge.message = "obligations of circulation are 48 h old (limit 24 h)";
  purge.by = "anna";
  EXPECT_EQ(listed({purge, job(16, JobStatus::completed_with_errors)}),
            "JOB  KIND         NAME            STATUS                 STARTED           TOOK\n"
            "17   purge        undergraduates  failed                 2026-11-22 02:00  4s\n"
            "     asked by anna\n"
            "     obligations of circulation are 48 h old (limit 24 h)\n"
            "16   synchronize  SIS             completed with errors  2026-11-22 02:00  4s\n"
            "     users.zip: processed 20411, created 120, updated 204\n");
  EXPECT_EQ(listed({}), "no jobs\n");
}

TEST(JobList, TellsADryRunFromAJobThatCounts) {
  std::vector<Job> jobs;
  for (const JobStatus status :
       {JobStatus::completed_successfully, JobStatus::completed_with_warnings,
        JobStatus::completed_with_errors, JobStatus::held, JobStatus::failed}) {
    jobs.push_back(job(9, status));
    jobs.back().dry_run = DryRun::yes;
    jobs.back().counts = {{"created", 1}};
  }
  EXPECT_EQ(listed(jobs),
            "JOB  KIND         NAME  STATUS                  STARTED           TOOK\n"
            "9    synchronize  SIS   dry run                 2026-11-22 02:00  4s\n"
            "     users.zip: would create 1\n"
            "9    synchronize  SIS   dry run: with warnings  2026-11-22 02:00  4s\n"
            "     users.zip: would create 1\n"
            "9    synchronize  SIS   dry run: with errors    2026-11-22 02:00  4s\n"
            "     users.zip: would create 1\n"
            "9    synchronize  SIS   dry run: would be held  2026-11-22 02:00  4s\n"
            "     users.zip: would create 1\n"
            "9    synchronize  SIS   dry run: failed         2026-11-22 02:00  4s\n"
            "     users.zip: would create 1\n");
}

TEST(JobList, SaysWhoAskedAndWhoDecided) {
  Job load = job(16, JobStatus::completed_successfully);
  load.by = "anna";
  load.decided_by = "bert";
  load.counts = {{"created", 120}};
  EXPECT_EQ(listed({load}),
            "JOB  KIND         NAME  STATUS                  STARTED           TOOK\n"
            "16   synchronize  SIS   completed successfully  2026-11-22 02:00  4s\n"
            "     users.zip: created 120; asked by anna, approved by bert\n");
}

TEST(JobList, IsNoWiderThanTheTerminal) {
  Job long_name = job(1, JobStatus::completed_successfully);
  long_name.name = std::string(60, 'n');
  for (int words = 0; words < 40; ++words) long_name.message += "reason ";
  const std::string text = listed({long_name});
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    EXPECT_LE(columns_of(text.substr(at, end - at)), 80U);
  EXPECT_NE(text.find("\n     reason reason "), std::string::npos) << "nothing of it is left out";
  EXPECT_NE(listed({long_name}, 0).find(long_name.message), std::string::npos);
}

}  // namespace
}  // namespace roster
