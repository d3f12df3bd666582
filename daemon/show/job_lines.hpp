// Job lines: reads a published report.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/show/render.hpp"
#include "users/model/job.hpp"

namespace roster {

/// Calls `visit` for each line of a job's users.ndjson whose outcome is `outcome` (empty: every
/// line; `warned`: every line with warnings). Returns false when the report no longer exists.
bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      std::string_view outcome,
                      const std::function<bool(const std::string& line)>& visit);

/// The first lines of a job with this outcome, and how to see the others.
std::string first_lines_text(const std::filesystem::path& reports, const Job& job,
                             std::string_view outcome, std::int64_t limit);

/// The first rejections of a job, with a heading.
std::string rejections_text(const std::filesystem::path& reports, const Job& job,
                            std::int64_t limit);

/// The places and codes of the first rejections of a job that has some, with a heading: nothing
/// that tells whom they are about.
std::string rejection_reasons(const std::filesystem::path& reports, const Job& job,
                              std::int64_t limit);

enum class Remedies : std::uint8_t { left_out, shown };

/// One report line as text: `a.xml:1260: s101: rejected: malformed: …`, `s1: would be purged`. What
/// belongs to it stands on lines of its own below it.
std::string line_text(const std::string& json_line, Applied applied = Applied::yes,
                      Remedies remedies = Remedies::left_out);

/// All outcomes of report lines, in display order.
std::span<const std::string_view> outcomes();

/// The first lines of each outcome with their remedies, under headings, and how to see the others;
/// in one pass. Answers nothing when the report is gone.
std::optional<std::string> lines_by_outcome(const std::filesystem::path& reports, const Job& job,
                                            std::size_t limit);

}  // namespace roster
