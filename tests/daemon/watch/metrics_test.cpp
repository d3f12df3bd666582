// The metrics as a collector reads them.
#include "daemon/watch/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "daemon/watch/ledger_check.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/payload.hpp"

namespace roster {
namespace {

using testing::HasSubstr;
using testing::Not;

class Metrics : public testing::Test {
 protected:
  Metrics() {
    config_.inbox = "/nowhere";
    sis::Profile profile;
    profile.code = "SIS";
    profile.synchronize.active = true;
    config_.profiles = {profile};
  }

  std::string metrics() {
    Exposition out;
    add_store_metrics(*store_->begin(Access::read), config_, now_, out);
    return out.text();
  }

  Config config_;
  std::unique_ptr<Store> store_ = open_store("sqlite::memory:");
  Now now_{Time{Seconds{1'800'000'000}}, Day{}};
};

TEST_F(Metrics, OfWhatIsConfiguredAreThereFromTheStart) {
  EXPECT_THAT(metrics(), HasSubstr("roster_jobs_total{kind=\"synchronize\",profile=\"SIS\","
                                   "status=\"completed_successfully\"} 0\n"));
  EXPECT_THAT(metrics(), HasSubstr("roster_users{state=\"present\"} 0\n"));
  EXPECT_THAT(metrics(), HasSubstr("roster_jobs_held{kind=\"purge\"} 0\n"));
}

TEST_F(Metrics, CountJobsAndWhatTheyDid) {
  Job job;
  job.name = "SIS";
  job.status = JobStatus::completed_successfully;
  job.started = now_.time;
  job.ended = now_.time + Seconds{5};
  job.counts = {{"processed", 7}, {"created", 3}, {"updated", 4}};
  auto transaction = store_->begin(Access::write);
  transaction->add_job(job);
  job.counts = {{"created", 10}};
  transaction->add_job(job);
  transaction->commit();
  transaction.reset();
  const std::string text = metrics();
  const std::string labels = "{kind=\"synchronize\",profile=\"SIS\"";
  EXPECT_THAT(text,
              HasSubstr("roster_jobs_total" + labels + ",status=\"completed_successfully\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("roster_job_last_records" + labels + ",outcome=\"created\"} 10\n"));
  EXPECT_THAT(text, HasSubstr("roster_records_total" + labels + ",outcome=\"created\"} 13\n"));
  EXPECT_THAT(text, HasSubstr("roster_job_last_duration_seconds" + labels + "} 5\n"));
  EXPECT_THAT(text,
              HasSubstr("roster_job_last_success_timestamp_seconds" + labels + "} 1800000005\n"));
}

TEST_F(Metrics, SayHowLongAJobTookAsMeasured) {
  Job job;
  job.name = "SIS";
  job.status = JobStatus::completed_successfully;
  job.started = job.ended.emplace(now_.time);
  job.took = std::chrono::milliseconds(812);
  auto transaction = store_->begin(Access::write);
  transaction->add_job(job);
  transaction->commit();
  transaction.reset();
  EXPECT_THAT(metrics(), HasSubstr("roster_job_last_duration_seconds{kind=\"synchronize\","
                                   "profile=\"SIS\"} 0.812\n"));
}

TEST_F(Metrics, AHeldJobHasNotEnded) {
  auto transaction = store_->begin(Access::write);
  Job job;
  job.name = "SIS";
  job.status = JobStatus::completed_successfully;
  job.started = job.ended.emplace(now_.time);
  transaction->add_job(job);
  job.status = JobStatus::held;
  job.started = job.ended.emplace(now_.time + std::chrono::seconds(60));
  transaction->add_job(job);
  transaction->commit();
  transaction.reset();
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("roster_job_last_completion_timestamp_seconds{kind=\"synchronize\","
                              "profile=\"SIS\"} 1800000000\n"));
}

TEST_F(Metrics, DoNotCallAFileWaitingThatIsLeftAlone) {
  const test::TemporaryDirectory inbox;
  std::filesystem::create_directories(inbox.path() / "in/directory.xml");
  config_.inbox = inbox.path();
  config_.profiles[0].synchronize.input = "in";
  test::write_file(inbox.path() / "in/a.xml", "");
  test::write_file(inbox.path() / "in/a.xml.md5", "");
  const std::string text = metrics();
  EXPECT_THAT(text, HasSubstr("roster_intake_files{profile=\"SIS\",state=\"waiting\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("roster_intake_files{profile=\"SIS\",state=\"left_alone\"} 2\n"));
}

TEST_F(Metrics, TellFilesThatAreIncompleteFromThoseThatWait) {
  const test::TemporaryDirectory inbox;
  std::filesystem::create_directory(inbox.path() / "in");
  config_.inbox = inbox.path();
  config_.profiles[0].synchronize.input = "in";
  for (const char* name : {"a.xml", "b.xml", "c.xml.failed", "d.part"})
    test::write_file(inbox.path() / "in" / name, "");
  Job job;
  job.name = "SIS";
  JobFile file;
  file.dropped = inbox.path() / "in/a.xml";
  file.waiting = true;
  job.payload = with_file("{\"profile\": \"SIS\"}", file);
  auto transaction = store_->begin(Access::write);
  transaction->add_job(job);
  transaction->commit();
  transaction.reset();
  const std::string text = metrics();
  for (const char* state : {"waiting", "incomplete", "failed"})
    EXPECT_THAT(text, HasSubstr("roster_intake_files{profile=\"SIS\",state=\"" +
                                std::string(state) + "\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("roster_intake_files{profile=\"SIS\",state=\"held\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("roster_intake_oldest_file_timestamp_seconds{profile=\"SIS\","
                              "state=\"incomplete\"} "));
}

TEST_F(Metrics, SayWhetherTheLedgerIsAsItWasWritten) {
  const test::TemporaryDirectory spool;
  config_.spool = spool.path();
  EXPECT_THAT(metrics(), Not(HasSubstr("\nroster_ledger_verified "))) << "nobody looked yet";
  keep_ledger_check(spool.path() / kLedgerCheck, {now_.time, ""});
  EXPECT_THAT(metrics(), HasSubstr("\nroster_ledger_verified 1\n"));
  EXPECT_THAT(metrics(), HasSubstr("\nroster_ledger_last_verify_timestamp_seconds 1800000000\n"));
  keep_ledger_check(spool.path() / kLedgerCheck, {now_.time, "entry 7 is not as it was written"});
  EXPECT_THAT(metrics(), HasSubstr("\nroster_ledger_verified 0\n"));
}

TEST_F(Metrics, AreInTheFormatOfTheirReader) {
  static const std::regex kComment("# (HELP|TYPE) (roster_[a-z_]+) .+");
  static const std::regex kSample(
      R"re((roster_[a-z_]+)(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+)re");
  std::set<std::string> begun;
  std::string family;
  std::istringstream lines(metrics());
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP")) {
      ASSERT_TRUE(std::regex_match(line, match, kComment)) << line;
      family = match[2];
      EXPECT_TRUE(begun.insert(family).second) << family << " comes twice";
    } else if (!line.starts_with("#")) {
      ASSERT_TRUE(std::regex_match(line, match, kSample)) << line;
      EXPECT_EQ(match[1], family);
    }
  }
  EXPECT_GT(begun.size(), 15U);
}

TEST(ExpositionText, HasHistograms) {
  Exposition out;
  out.family("roster_x_seconds", Exposition::Type::histogram, "An example.");
  const double bounds[] = {0.5, 10};
  const std::int64_t up_to[] = {1, 2};
  out.histogram({{"handler", "health"}}, bounds, up_to, 3, 41.5);
  EXPECT_EQ(out.text(),
            "# HELP roster_x_seconds An example.\n# TYPE roster_x_seconds histogram\n"
            "roster_x_seconds_bucket{handler=\"health\",le=\"0.5\"} 1\n"
            "roster_x_seconds_bucket{handler=\"health\",le=\"10\"} 2\n"
            "roster_x_seconds_bucket{handler=\"health\",le=\"+Inf\"} 3\n"
            "roster_x_seconds_sum{handler=\"health\"} 41.5\n"
            "roster_x_seconds_count{handler=\"health\"} 3\n");
}

TEST(ExpositionText, EscapesWhatALabelHolds) {
  Exposition out;
  out.family("roster_x", Exposition::Type::gauge, "An example.");
  out.sample({{"profile", "a\\b\"c\nd"}}, 1.5);
  EXPECT_EQ(out.text(),
            "# HELP roster_x An example.\n# TYPE roster_x gauge\n"
            "roster_x{profile=\"a\\\\b\\\"c\\nd\"} 1.5\n");
}

}  // namespace
}  // namespace roster
