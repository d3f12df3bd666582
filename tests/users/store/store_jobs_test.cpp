// What every store remembers of jobs.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using StoreJobs = test::StoreTest;
INSTANTIATE_TEST_SUITE_P(Engines, StoreJobs, testing::ValuesIn(test::engines()), test::engine_name);

Job sample_job(JobKind kind, JobStatus status, std::string name) {
  Job job;
  job.by = "anna";
  job.kind = kind;
  job.status = status;
  job.name = std::move(name);
  job.file = "users.zip";
  job.digest = "xxh3-128:0";
  job.dry_run = DryRun::yes;
  job.started = test::at(100);
  job.ended = test::at(160);
  job.counts = {{"processed", 3}, {"created", -1}};
  job.warnings = {{"bad_date", 1}, {"code with space", 2}};
  job.message = "held: 51 % updated\nsecond line";
  job.payload = R"({"spool":"1"})";
  job.open = false;
  return job;
}

std::vector<JobNumber> numbers(const std::vector<Job>& jobs) {
  std::vector<JobNumber> numbers;
  for (const Job& job : jobs) numbers.push_back(job.number);
  return numbers;
}

TEST_P(StoreJobs, AreKeptWhole) {
  const Job job = sample_job(JobKind::remove, JobStatus::held, "SIS");
  change(1, [&](Transaction& transaction) { EXPECT_EQ(transaction.add_job(job), 1); });
  const auto kept = read()->job(1);
  ASSERT_TRUE(kept);
  EXPECT_EQ(to_json(*kept).substr(10), to_json(job).substr(10));
  EXPECT_EQ(kept->number, 1);
  EXPECT_EQ(kept->payload, job.payload);
  EXPECT_EQ(kept->open, job.open);
  EXPECT_EQ(kept->counts, job.counts);
  EXPECT_EQ(kept->warnings, job.warnings);
  EXPECT_EQ(read()->job(2), std::nullopt);
}

TEST_P(StoreJobs, AreUpdated) {
  Job job;
  job.started = test::at(100);
  change(1, [&](Transaction& transaction) { job.number = transaction.add_job(job); });
  EXPECT_EQ(read()->job(1)->ended, std::nullopt);
  job = sample_job(JobKind::import, JobStatus::failed, "SIS");
  job.number = 1;
  change(2, [&](Transaction& transaction) { transaction.update_job(job); });
  EXPECT_EQ(to_json(*read()->job(1)), to_json(job));
  auto transaction = write();
  job.number = 2;
  EXPECT_THROW(transaction->update_job(job), StoreError);
}

TEST_P(StoreJobs, GetNumbersAboveThoseThatAreSkipped) {
  EXPECT_EQ(read()->last_job_number(), 0);
  change(1, [&](Transaction& transaction) {
    EXPECT_EQ(transaction.add_job({}), 1);
    transaction.skip_job_numbers(6);
    transaction.skip_job_numbers(3);
    EXPECT_EQ(transaction.last_job_number(), 6);
    EXPECT_EQ(transaction.add_job({}), 7);
  });
  EXPECT_EQ(read()->last_job_number(), 7);
}

TEST_P(StoreJobs, AreListedNewestFirstByEveryFilter) {
  change(1, [&](Transaction& transaction) {
    transaction.add_job(sample_job(JobKind::import, JobStatus::failed, "SIS"));
    transaction.add_job(sample_job(JobKind::synchronize, JobStatus::held, "SIS"));
    transaction.add_job(sample_job(JobKind::synchronize, JobStatus::failed, "HR"));
  });
  auto transaction = read();
  EXPECT_THAT(numbers(transaction->jobs({})), ElementsAre(3, 2, 1));
  EXPECT_THAT(numbers(transaction->jobs({.limit = 2})), ElementsAre(3, 2));
  EXPECT_THAT(numbers(transaction->jobs({.kind = JobKind::synchronize})), ElementsAre(3, 2));
  EXPECT_THAT(numbers(transaction->jobs({.statuses = {JobStatus::failed}})), ElementsAre(3, 1));
  EXPECT_THAT(numbers(transaction->jobs({.statuses = {JobStatus::failed, JobStatus::held}})),
              ElementsAre(3, 2, 1));
  EXPECT_THAT(numbers(transaction->jobs({.statuses = {JobStatus::pending, JobStatus::held}})),
              ElementsAre(2));
  EXPECT_THAT(numbers(transaction->jobs({.name = "SIS", .limit = 1})), ElementsAre(2));
}

TEST_P(StoreJobs, AreListedByTheTimeTheyStartedAndWhetherTheyApply) {
  Job job = sample_job(JobKind::import, JobStatus::failed, "SIS");
  change(1, [&](Transaction& transaction) {
    transaction.add_job(job);
    job.started = test::at(200);
    transaction.add_job(job);
    job.dry_run = DryRun::no;
    transaction.add_job(job);
  });
  auto transaction = read();
  EXPECT_THAT(numbers(transaction->jobs({.since = test::at(200)})), ElementsAre(3, 2));
  EXPECT_THAT(numbers(transaction->jobs({.since = test::at(201)})), IsEmpty());
  EXPECT_THAT(numbers(transaction->jobs({.dry_run = DryRun::yes})), ElementsAre(2, 1));
  EXPECT_THAT(numbers(transaction->jobs({.name = "SIS", .dry_run = DryRun::no})), ElementsAre(3));
}

}  // namespace
}  // namespace roster
