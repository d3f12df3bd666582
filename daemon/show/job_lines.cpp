#include "daemon/show/job_lines.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <fstream>

#include "daemon/show/render.hpp"
#include "users/jobs/report.hpp"

namespace roster {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

bool fits(const json::object& line, std::string_view outcome) {
  if (outcome.empty()) return true;
  if (outcome == "warned" && line.contains("warnings")) return true;
  return text_of(line, "outcome") == outcome;
}

std::string joined(const json::object& line, std::string_view key) {
  std::string text;
  if (const auto* list = line.if_contains(key))
    for (const auto& item : list->as_array())
      text += (text.empty() ? "" : ", ") + std::string(item.as_string());
  return text;
}

}  // namespace

bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      std::string_view outcome,
                      const std::function<bool(const std::string& line)>& visit) {
  std::ifstream file(report_directory(reports, number) / "users.ndjson");
  if (!file) return false;
  for (std::string line; std::getline(file, line);)
    if (fits(json::parse(line).as_object(), outcome) && !visit(line)) break;
  return true;
}

std::string line_text(const std::string& json_line) {
  const json::object line = json::parse(json_line).as_object();
  std::string out;
  if (const auto* number = line.if_contains("line")) {
    const std::string entry = text_of(line, "entry");
    out += fmt::format("{}{}: ", entry.empty() ? "line " : entry + ":",
                       number->to_number<std::int64_t>());
  }
  if (const std::string id = text_of(line, "primary_id"); !id.empty())
    out += on_one_line(id) + ": ";
  out += text_of(line, "outcome");
  if (const std::string code = text_of(line, "code"); !code.empty()) out += ": " + code;
  if (const std::string message = text_of(line, "message"); !message.empty())
    out += ": " + on_one_line(message);
  if (const std::string fields = joined(line, "fields"); !fields.empty()) out += ": " + fields;
  if (const std::string blockers = joined(line, "blockers"); !blockers.empty())
    out += ": " + blockers;
  if (const std::string released = text_of(line, "released"); !released.empty())
    out += fmt::format(" (no longer protected: {})", released);
  if (const auto* warnings = line.if_contains("warnings"))
    for (const auto& warning : warnings->as_array())
      out += fmt::format("\n    warning: {}: {}", text_of(warning.as_object(), "code"),
                         on_one_line(text_of(warning.as_object(), "message")));
  return out;
}

std::string first_lines_text(const std::filesystem::path& reports, const Job& job,
                             std::string_view outcome, std::int64_t limit) {
  std::string out;
  std::int64_t shown = 0;
  for_report_lines(reports, job.number, outcome, [&](const std::string& line) {
    if (shown++ == limit) {
      out += fmt::format("    … all: rosterctl job {} --outcome {}\n", job.number, outcome);
      return false;
    }
    out += "    " + line_text(line) + "\n";
    return true;
  });
  return out;
}

std::string rejections_text(const std::filesystem::path& reports, const Job& job,
                            std::int64_t limit) {
  return "  rejected:\n" + first_lines_text(reports, job, "rejected", limit);
}

void rewrite_report(const std::filesystem::path& reports, const Job& job) {
  const std::filesystem::path old = report_directory(reports, job.number) / "users.ndjson";
  std::ifstream lines(old);
  ReportWriter report(reports, job.number);
  for (std::string line; std::getline(lines, line);) report.raw_line(line);
  report.finish(job);
  report.publish();
}

}  // namespace roster
