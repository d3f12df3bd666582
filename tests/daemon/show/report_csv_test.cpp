// The table that is put beside a dropped file for whoever dropped it.
#include "daemon/show/report_csv.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/reported_jobs.hpp"

namespace roster {
namespace {

TEST(ReportCsv, ACellIsQuoted) {
  EXPECT_EQ(csv_cell(""), R"("")");
  EXPECT_EQ(csv_cell("a, b"), R"("a, b")");
  EXPECT_EQ(csv_cell(R"(the "name")"), R"("the ""name""")");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_cell("Ødegård"), R"("Ødegård")");
}

TEST(ReportCsv, NoSpreadsheetTakesACellForAFormula) {
  EXPECT_EQ(csv_cell("=1+1"), R"("'=1+1")");
  EXPECT_EQ(csv_cell("+47 22"), R"("'+47 22")");
  EXPECT_EQ(csv_cell("-1"), R"("'-1")");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv_cell("\t=1"), "\"'\t=1\"");
  EXPECT_EQ(csv_cell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(csv_cell("\n=1"), "\"'\n=1\"");
  EXPECT_EQ(csv_cell("1=1"), R"("1=1")");
}

TEST(ReportCsv, HoldsRejectionsAndWarningsAndNothingElse) {
  const test::ReportedJobs jobs;
  Job job = test::ReportedJobs::job(7, JobStatus::completed_with_errors);
  job.counts = {{"processed", 3}, {"created", 2}, {"rejected", 1}};
  ReportLine plain;
  plain.outcome = "created";
  plain.primary_id = "s1";
  ReportLine warned;
  warned.outcome = "updated";
  warned.primary_id = "s2";
  warned.entry = "b.xml";
  warned.line = 9;
  warned.warnings = {{"bad_date", 11, "birth_date: 'soon'"}, {"no_preferred", 12, "addresses"}};
  ReportLine refused = test::ReportedJobs::rejected("=s3", 20, "a bare &, \"as it stands\"");
  refused.warnings = {{"bad_date", 21, "late"}};
  jobs.publish(job, {plain, warned, refused});
  EXPECT_EQ(report_csv(jobs.reports(), job),
            "# a.xml: completed with errors; processed 3, created 2, rejected 1\r\n"
            "severity,entry,line,primary_id,code,message\r\n"
            "warning,\"b.xml\",\"11\",\"s2\",\"bad_date\",\"birth_date: 'soon'\"\r\n"
            "warning,\"b.xml\",\"12\",\"s2\",\"no_preferred\",\"addresses\"\r\n"
            "error,\"\",\"20\",\"'=s3\",\"malformed\",\"a bare &, \"\"as it stands\"\"\"\r\n"
            "warning,\"\",\"21\",\"'=s3\",\"bad_date\",\"late\"\r\n");
}

TEST(ReportCsv, AFileRefusedAsAWholeSaysWhy) {
  const test::ReportedJobs jobs;
  Job job = test::ReportedJobs::job(8, JobStatus::failed);
  job.counts = {{"processed", 0}};
  job.message = "a.xml:2: the root element is not closed";
  jobs.publish(job, {});
  EXPECT_EQ(report_csv(jobs.reports(), job),
            "# a.xml: failed; processed 0; a.xml:2: the root element is not closed\r\n"
            "severity,entry,line,primary_id,code,message\r\n");
}

TEST(ReportCsv, WithoutAReportThereIsItsHeadStill) {
  const test::ReportedJobs jobs;
  EXPECT_EQ(report_csv(jobs.reports(), test::ReportedJobs::job(9, JobStatus::held)),
            "# a.xml: held; \r\nseverity,entry,line,primary_id,code,message\r\n");
}

}  // namespace
}  // namespace roster
