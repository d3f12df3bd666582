// A published report, read back and told to people.
#include "daemon/show/job_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/daemon/reported_jobs.hpp"
#include "tests/support/files.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(JobLines, ALineIsToldInWords) {
  EXPECT_EQ(line_text(R"({"outcome":"created","primary_id":"s1","line":3})"),
            "line 3: s1: created");
  EXPECT_EQ(line_text(R"({"outcome":"updated","primary_id":"s1","entry":"a.xml","line":3,)"
                      R"("fields":["user_group","emails"]})"),
            "a.xml:3: s1: updated: user_group, emails");
  EXPECT_EQ(line_text(R"({"outcome":"rejected","entry":"a.xml","line":1260,"code":"malformed",)"
                      R"("message":"a bare &"})"),
            "a.xml:1260: rejected: malformed: a bare &");
  EXPECT_EQ(
      line_text(R"({"outcome":"kept","primary_id":"s1","blockers":["loans:2","requests:1"]})"),
      "s1: kept: loans:2, requests:1");
  EXPECT_EQ(line_text(R"({"outcome":"updated","primary_id":"s1","fields":["user_group"],)"
                      R"("released":"user_group"})"),
            "s1: updated: user_group (no longer protected: user_group)");
}

TEST(JobLines, TheRemedyOfARejectionIsShownToWhoAsksForIt) {
  const std::string line = R"({"outcome":"rejected","primary_id":"s1","line":3,"code":"malformed",)"
                           R"("message":"a bare &","remedy":"The SIS team corrects the export."})";
  EXPECT_EQ(line_text(line), "line 3: s1: rejected: malformed: a bare &");
  EXPECT_EQ(line_text(line, Applied::yes, Remedies::shown),
            "line 3: s1: rejected: malformed: a bare &\n"
            "    remedy: The SIS team corrects the export.");
}

TEST(JobLines, WarningsAreALineEach) {
  EXPECT_EQ(line_text(R"({"outcome":"created","primary_id":"s1","line":3,"warnings":[)"
                      R"({"code":"bad_date","line":4,"message":"soon"},)"
                      R"({"code":"no_preferred","line":5,"message":"addresses"}]})"),
            "line 3: s1: created\n"
            "    warning: bad_date: soon\n"
            "    warning: no_preferred: addresses");
}

TEST(JobLines, WhatAFeedSaidCannotForgeALine) {
  EXPECT_EQ(line_text(R"({"outcome":"rejected","primary_id":"s1\ns2: created","code":"malformed",)"
                      R"("message":"\u001b[2Ja\tb"})"),
            "s1 s2: created: rejected: malformed: \\x1B[2Ja b");
}

class Report : public testing::Test {
 protected:
  Report() {
    ReportLine created, warned;
    created.outcome = "created";
    created.primary_id = "s1";
    warned.outcome = "updated";
    warned.primary_id = "s2";
    warned.warnings = {{"bad_date", 1, "soon"}};
    jobs_.publish(job_, {created, warned, test::ReportedJobs::rejected("s3", 3, "a bare &"),
                         test::ReportedJobs::rejected("s4", 4, "a bare <")});
  }

  std::vector<std::string> ids(std::string_view outcome) const {
    std::vector<std::string> found;
    EXPECT_TRUE(for_report_lines(jobs_.reports(), 7, outcome, [&](const std::string& line) {
      const auto at = line.find("\"s") + 1;
      found.push_back(line.substr(at, 2));
      return true;
    }));
    return found;
  }

  test::ReportedJobs jobs_;
  Job job_ = test::ReportedJobs::job(7, JobStatus::completed_with_errors);
};

TEST_F(Report, LinesAreChosenByOutcome) {
  EXPECT_THAT(ids(""), ElementsAre("s1", "s2", "s3", "s4"));
  EXPECT_THAT(ids("created"), ElementsAre("s1"));
  EXPECT_THAT(ids("rejected"), ElementsAre("s3", "s4"));
  EXPECT_THAT(ids("warned"), ElementsAre("s2"));
  EXPECT_THAT(ids("purged"), IsEmpty());
}

TEST_F(Report, ReadingStopsWhenTheReaderHasEnough) {
  int seen = 0;
  for_report_lines(jobs_.reports(), 7, "", [&](const std::string&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
}

TEST_F(Report, OneThatIsGoneIsSaid) {
  EXPECT_FALSE(for_report_lines(jobs_.reports(), 8, "", [](const std::string&) { return true; }));
}

TEST_F(Report, TheFirstRejectionsAreToldAndHowToSeeTheOthers) {
  EXPECT_EQ(rejections_text(jobs_.reports(), job_, 2),
            "  rejected:\n"
            "    line 3: s3: rejected: malformed: a bare &\n"
            "    line 4: s4: rejected: malformed: a bare <\n");
  EXPECT_EQ(rejections_text(jobs_.reports(), job_, 1),
            "  rejected:\n"
            "    line 3: s3: rejected: malformed: a bare &\n"
            "    … all: rosterctl job 7 --outcome rejected\n");
}

}  // namespace
}  // namespace roster
