// Report reader: reads the published report of a job: its lines, one by one, and the job itself.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "users/model/job.hpp"

namespace roster {

/// Calls `visit` with each line of a job's users.ndjson, without its line break, until it returns
/// false. Returns false when the report no longer exists.
bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      const std::function<bool(std::string_view line)>& visit);

/// The job as its report.json tells it, without payload. Nothing when there is no report, or when
/// it cannot be read.
std::optional<Job> read_report(const std::filesystem::path& reports, JobNumber number);

}  // namespace roster
