#include "users/jobs/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <system_error>

#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

ReportLine created(std::string_view id) { return {.outcome = "created", .primary_id = id}; }

Job job_of(JobNumber number) {
  Job job;
  job.number = number;
  job.name = "SIS";
  job.status = JobStatus::completed_successfully;
  job.counts = {{"processed", 1}, {"created", 1}};
  return job;
}

class Report : public testing::Test {
 protected:
  test::TemporaryDirectory directory_;
  fs::path reports_ = directory_.path() / "reports";
};

TEST(ReportLineJson, HoldsWhatIsThereInTheInterfacesOrder) {
  ReportLine line;
  line.outcome = "updated";
  line.primary_id = "s100";
  line.entry = "a.xml";
  line.line = 1204;
  line.fields.set(std::size_t(Field::emails)).set(std::size_t(Field::user_group));
  EXPECT_EQ(to_json(line),
            R"({"outcome":"updated","primary_id":"s100","entry":"a.xml","line":1204,)"
            R"("fields":["user_group","emails"]})");
  EXPECT_EQ(to_json({.outcome = "rejected",
                     .primary_id = "s101",
                     .entry = "a.xml",
                     .line = 1260,
                     .code = "malformed",
                     .message = "no \"end\" tag"}),
            R"({"outcome":"rejected","primary_id":"s101","entry":"a.xml","line":1260,)"
            R"("code":"malformed","message":"no \"end\" tag"})");
  EXPECT_EQ(
      to_json({.outcome = "purged",
               .primary_id = "s1",
               .more = {{"user_group", "STUDENT"}, {"note", ""}, {"purge_date", "2026-01-01"}}}),
      R"({"outcome":"purged","primary_id":"s1","user_group":"STUDENT",)"
      R"("purge_date":"2026-01-01"})");
  EXPECT_EQ(
      to_json({.outcome = "kept", .primary_id = "s1", .blockers = {"loans:2", "balance:12.50"}}),
      R"({"outcome":"kept","primary_id":"s1","blockers":["loans:2","balance:12.50"]})");
}

TEST(ReportLineJson, HoldsWarnings) {
  EXPECT_EQ(
      to_json({.outcome = "created",
               .primary_id = "s1",
               .warnings = {{"bad_date", 7, "'31.12.' is no date"}, {"no_preferred", 0, "x"}}}),
      R"({"outcome":"created","primary_id":"s1","warnings":[)"
      R"({"code":"bad_date","line":7,"message":"'31.12.' is no date"},)"
      R"({"code":"no_preferred","message":"x"}]})");
}

TEST_F(Report, IsInvisibleUntilItIsPublished) {
  ReportWriter report(reports_, 7);
  report.line(created("s1"));
  EXPECT_FALSE(fs::exists(report_directory(reports_, 7)));
  report.finish(job_of(7));
  EXPECT_FALSE(fs::exists(report_directory(reports_, 7)));
  report.publish();
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
  EXPECT_THAT(names_in(reports_ / "7"), ElementsAre("report.json", "users.ndjson"));
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"),
            "{\"outcome\":\"created\",\"primary_id\":\"s1\"}\n");
  EXPECT_EQ(text_of(reports_ / "7/report.json"), to_json(job_of(7)) + '\n');
}

TEST_F(Report, WithoutLinesHasAnEmptyFileOfThem) {
  ReportWriter report(reports_, 1);
  report.finish(job_of(1));
  report.publish();
  EXPECT_EQ(text_of(reports_ / "1/users.ndjson"), "");
}

TEST_F(Report, HoldsMoreLinesThanFitItsBuffer) {
  ReportWriter report(reports_, 1);
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    const std::string id = "s" + std::to_string(i);
    report.line(created(id));
    expected += to_json(created(id)) + '\n';
  }
  report.finish(job_of(1));
  report.publish();
  EXPECT_EQ(text_of(reports_ / "1/users.ndjson"), expected);
}

TEST_F(Report, CanBeReadByOwnerAndGroupAlone) {
  const mode_t before = ::umask(0);
  ReportWriter report(reports_, 1);
  report.finish(job_of(1));
  report.publish();
  ::umask(before);
  EXPECT_EQ(fs::status(reports_ / "1").permissions(), fs::perms(0750));
  EXPECT_EQ(fs::status(reports_ / "1/report.json").permissions(), fs::perms(0640));
  EXPECT_EQ(fs::status(reports_ / "1/users.ndjson").permissions(), fs::perms(0640));
}

TEST_F(Report, AbandonedBeforeItsEndLeavesNothing) {
  { ReportWriter(reports_, 7).line(created("s1")); }
  EXPECT_THAT(names_in(reports_), IsEmpty());
}

TEST_F(Report, FinishedButNotPublishedIsPublishedLater) {
  {
    ReportWriter report(reports_, 7);
    report.line(created("s1"));
    report.finish(job_of(7));
  }
  publish_leftover(reports_, 7);
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"),
            "{\"outcome\":\"created\",\"primary_id\":\"s1\"}\n");
  publish_leftover(reports_, 7);
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
}

TEST_F(Report, UnfinishedIsNeverPublished) {
  fs::create_directories(reports_ / ".7.partial");
  std::ofstream(reports_ / ".7.partial/users.ndjson") << "half a li";
  publish_leftover(reports_, 7);
  EXPECT_FALSE(fs::exists(reports_ / "7"));
}

TEST_F(Report, StartsAnewOverWhatADeadRunLeft) {
  fs::create_directories(reports_ / ".7.partial");
  std::ofstream(reports_ / ".7.partial/users.ndjson") << "half a li";
  std::ofstream(reports_ / ".7.partial/report.json") << "{}";
  ReportWriter report(reports_, 7);
  publish_leftover(reports_, 7);
  EXPECT_FALSE(fs::exists(reports_ / "7"));
  report.finish(job_of(7));
  report.publish();
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"), "");
}

TEST_F(Report, OfAnApprovedJobReplacesThatOfTheHeldOne) {
  for (const char* id : {"held", "approved"}) {
    ReportWriter report(reports_, 7);
    report.line(created(id));
    report.finish(job_of(7));
    report.publish();
  }
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"), to_json(created("approved")) + '\n');
}

TEST_F(Report, ReplacementThatDiedHalfwayIsCompleted) {
  {
    ReportWriter report(reports_, 7);
    report.line(created("approved"));
    report.finish(job_of(7));
  }
  fs::create_directories(reports_ / ".7.replaced");  // the held one had stepped aside
  publish_leftover(reports_, 7);
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"), to_json(created("approved")) + '\n');
}

void write_report(const fs::path& reports, const char* id, std::int64_t fence) {
  ReportWriter report(reports, 7, fence);
  report.line(created(id));
  report.finish(job_of(7));
}

TEST_F(Report, OfAnEarlierWriterIsPublishedByALaterOne) {
  write_report(reports_, "committed", 3);
  EXPECT_THAT(names_in(reports_), ElementsAre(".7.3.partial"));
  publish_leftover(reports_, 7, 4);
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
  EXPECT_EQ(text_of(reports_ / "7/.fence"), "3\n");
}

TEST_F(Report, OfAWriterThatWasStoppedDisturbsNoLaterOne) {
  ReportWriter stopped(reports_, 7, 3);
  ReportWriter later(reports_, 7, 4);
  later.line(created("later"));
  EXPECT_THROW(stopped.finish(job_of(7)), std::system_error) << "its directory is gone";
  later.finish(job_of(7));
  write_report(reports_, "stopped", 3);
  publish_leftover(reports_, 7, 3);
  EXPECT_EQ(text_of(reports_ / "7/.fence"), "3\n");
  publish_leftover(reports_, 7, 4);
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"), to_json(created("later")) + '\n');
  write_report(reports_, "stopped", 3);
  publish_leftover(reports_, 7, 5);
  EXPECT_EQ(text_of(reports_ / "7/users.ndjson"), to_json(created("later")) + '\n');
  EXPECT_THAT(names_in(reports_), ElementsAre("7"));
}

TEST_F(Report, ThatIsDiscardedLeavesNothing) {
  ReportWriter report(reports_, 7, 3);
  report.finish(job_of(7));
  report.discard();
  EXPECT_THAT(names_in(reports_), IsEmpty());
}

TEST_F(Report, SaysWhatTheDiskRefused) {
  std::ofstream(reports_) << "a file where the directory should be";
  EXPECT_THROW(ReportWriter(reports_, 7), std::system_error);
  EXPECT_EQ(text_of(reports_), "a file where the directory should be");
}

TEST_F(Report, ListsAHundredThousandOddRecordsAndCountsTheOthers) {
  ReportLine refused{.outcome = "rejected", .primary_id = "x", .code = "malformed"};
  ReportLine warned = created("y");
  warned.warnings = {{"bad_date", 1, "late"}};
  {
    ReportWriter report(reports_, 7);
    for (int i = 0; i < 101'234; ++i) report.line(refused);
    report.line(warned);
    report.finish(job_of(7));
    report.publish();
  }
  const std::string lines = text_of(reports_ / "7" / "users.ndjson");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 100'002);
  EXPECT_TRUE(lines.ends_with(R"({"outcome":"created","primary_id":"y"})"
                              "\n"
                              R"({"outcome":"warned","warnings":[{"code":"not_listed","message":)"
                              R"("… and 1,235 more records that were rejected or warned about"}]})"
                              "\n"));
}

}  // namespace
}  // namespace roster
