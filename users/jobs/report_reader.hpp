// Report reader: the published report of a job, read back a line at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "users/model/job.hpp"

namespace roster {

/// Calls `visit` for each line of a job's users.ndjson, without its line break, until it returns
/// false. Answers false when the report is gone.
bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      const std::function<bool(std::string_view line)>& visit);

}  // namespace roster
