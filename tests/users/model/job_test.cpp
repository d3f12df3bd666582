#include "users/model/job.hpp"

#include <gtest/gtest.h>

#include "tests/users/sample_users.hpp"

namespace roster {
namespace {

TEST(Job, KindsAndStatusesAreSpelledAsTheInterfaceSays) {
  const char* kinds[] = {"import", "synchronize", "purge", "undo", "delete", "obligations"};
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    EXPECT_EQ(to_string(JobKind(i)), kinds[i]);
    EXPECT_EQ(parse_job_kind(kinds[i]), JobKind(i));
  }
  const char* statuses[] = {"pending",
                            "running",
                            "held",
                            "completed_successfully",
                            "completed_with_warnings",
                            "completed_with_errors",
                            "failed",
                            "dropped"};
  for (std::size_t i = 0; i < std::size(statuses); ++i) {
    EXPECT_EQ(to_string(JobStatus(i)), statuses[i]);
    EXPECT_EQ(parse_job_status(statuses[i]), JobStatus(i));
    const bool completed = std::string_view(statuses[i]).starts_with("completed");
    EXPECT_EQ(is_completed(JobStatus(i)), completed);
  }
  EXPECT_EQ(parse_job_kind("remove"), std::nullopt);
  EXPECT_EQ(parse_job_status(""), std::nullopt);
}

TEST(Job, IsPrintedAsReportJson) {
  Job job;
  job.number = 17;
  job.by = "anna";
  job.kind = JobKind::synchronize;
  job.name = "SIS";
  job.file = "users.zip";
  job.digest = "xxh3-128:00112233445566778899aabbccddeeff";
  job.status = JobStatus::completed_with_errors;
  job.started = test::at(1795312801);
  job.ended = test::at(1795312804);
  job.counts = {{"created", 120},
                {"processed", 20411},
                {"rejected", 2},
                {"unchanged", 20085},
                {"updated", 204}};
  job.warnings = {{"bad_date", 3}};
  EXPECT_EQ(to_json(job),
            R"({"job": 17, "by": "anna", "applied": true, "kind": "synchronize", "name": "SIS", )"
            R"("file": "users.zip", )"
            R"("digest": "xxh3-128:00112233445566778899aabbccddeeff", "dry_run": false, )"
            R"("status": "completed_with_errors", "started": "2026-11-22T02:00:01Z", )"
            R"("ended": "2026-11-22T02:00:04Z", "counts": {"processed": 20411, "created": 120, )"
            R"("updated": 204, "unchanged": 20085, "rejected": 2}, "warnings": {"bad_date": 3}, )"
            R"("message": ""})");
}

TEST(Job, PrintsUnknownCountsAfterTheKnownOnes) {
  Job job;
  job.number = 1;
  job.kind = JobKind::remove;
  job.dry_run = DryRun::yes;
  job.counts = {{"absent", 1}, {"kept", 2}, {"due", 3}, {"purged", 1}};
  job.message = "a \"quoted\" word";
  job.payload = "{}";
  EXPECT_EQ(
      to_json(job),
      R"({"job": 1, "by": "-", "applied": false, "kind": "delete", "name": "", "file": "", "digest": "", )"
      R"("dry_run": true, "status": "pending", "started": "1970-01-01T00:00:00Z", )"
      R"("ended": null, "counts": {"due": 3, "purged": 1, "kept": 2, "absent": 1}, )"
      R"("warnings": {}, "message": "a \"quoted\" word"})");
}

}  // namespace
}  // namespace roster
