// Published reports to read back.
#pragma once

#include <string>
#include <vector>

#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"
#include "users/jobs/report.hpp"

namespace roster::test {

class ReportedJobs {
 public:
  std::filesystem::path reports() const { return directory_.path() / "reports"; }

  /// A job that ended at the same moment as it began.
  static Job job(JobNumber number, JobStatus status) {
    Job job;
    job.number = number;
    job.name = "SIS";
    job.file = "a.xml";
    job.status = status;
    job.started = *parse_time("2026-11-22T02:00:00Z");
    job.ended = job.started;
    return job;
  }

  void publish(const Job& job, const std::vector<ReportLine>& lines) const {
    ReportWriter report(reports(), job.number);
    for (const ReportLine& line : lines) report.line(line);
    report.finish(job);
    report.publish();
  }

  static ReportLine rejected(std::string_view id, std::uint64_t line, std::string_view message) {
    ReportLine rejection;
    rejection.outcome = "rejected";
    rejection.primary_id = id;
    rejection.line = line;
    rejection.code = "malformed";
    rejection.message = message;
    return rejection;
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace roster::test
