// What stands before the rows of the table for whoever dropped a file.
#include "daemon/show/report_csv.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/reported_jobs.hpp"

namespace roster {
namespace {

TEST(ReportCsv, BeginsWithTheOutcomeAndTheColumns) {
  Job job = test::ReportedJobs::job(7, JobStatus::completed_with_errors);
  job.counts = {{"processed", 3}, {"created", 2}, {"rejected", 1}};
  EXPECT_EQ(report_csv_head(job),
            "# a.xml: completed with errors; processed 3, created 2, rejected 1\r\n"
            "severity,entry,line,primary_id,code,message\r\n");
}

TEST(ReportCsv, OfAFileRefusedAsAWholeSaysWhy) {
  Job job = test::ReportedJobs::job(8, JobStatus::failed);
  job.counts = {{"processed", 0}};
  job.message = "a.xml:2: the root element is not closed";
  EXPECT_EQ(report_csv_head(job),
            "# a.xml: failed; processed 0; a.xml:2: the root element is not closed\r\n"
            "severity,entry,line,primary_id,code,message\r\n");
}

}  // namespace
}  // namespace roster
