#include "users/jobs/report_reader.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "users/base/day.hpp"
#include "users/base/json_value.hpp"
#include "users/jobs/report.hpp"

namespace roster {
namespace {

std::map<std::string, std::int64_t> counts_in(const JsonValue* object) {
  std::map<std::string, std::int64_t> counts;
  const auto* members = object == nullptr ? nullptr : object->as<JsonValue::Members>();
  if (members == nullptr) return counts;
  for (const auto& [name, value] : *members)
    if (const auto* count = value.as<std::int64_t>()) counts[name] = *count;
  return counts;
}

/// As to_json(Job) writes it.
std::optional<Job> job_in(const JsonValue& report) {
  const auto kind = parse_job_kind(report.text("kind"));
  const auto status = parse_job_status(report.text("status"));
  const auto started = parse_time(report.text("started"));
  if (!kind || !status || !started) return std::nullopt;
  Job job;
  job.kind = *kind;
  job.status = *status;
  job.started = *started;
  job.ended = parse_time(report.text("ended"));
  job.by = report.text("by");
  job.decided_by = report.text("decided_by");
  job.name = report.text("name");
  job.file = report.text("file");
  job.digest = report.text("digest");
  job.message = report.text("message");
  const auto number = [&](std::string_view name) {
    const JsonValue* found = report.find(name);
    return found == nullptr ? nullptr : found->as<std::int64_t>();
  };
  if (const auto* of = number("job")) job.number = *of;
  if (const auto* took = number("took_ms")) job.took = std::chrono::milliseconds(*took);
  const JsonValue* dry = report.find("dry_run");
  const bool* is_dry = dry == nullptr ? nullptr : dry->as<bool>();
  if (is_dry != nullptr && *is_dry) job.dry_run = DryRun::yes;
  job.counts = counts_in(report.find("counts"));
  job.warnings = counts_in(report.find("warnings"));
  return job;
}

}  // namespace

bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      const std::function<bool(std::string_view line)>& visit) {
  std::ifstream file(report_directory(reports, number) / "users.ndjson", std::ios::binary);
  if (!file) return false;
  for (std::string line; std::getline(file, line) && visit(line);) {
  }
  return true;
}

std::optional<Job> read_report(const std::filesystem::path& reports, JobNumber number) {
  std::ifstream file(report_directory(reports, number) / "report.json", std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  try {
    return job_in(parse_json(text));
  } catch (const JsonError&) {
    return std::nullopt;
  }
}

}  // namespace roster
