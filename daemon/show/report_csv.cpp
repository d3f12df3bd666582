#include "daemon/show/report_csv.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"

namespace roster {

namespace {

namespace json = boost::json;

std::string member(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

std::string row(const json::object& line, std::string_view severity, const json::object& finding) {
  return fmt::format("{},{},{},{},{},{}\r\n", severity, csv_cell(member(line, "entry")),
                     csv_cell(member(finding, "line")), csv_cell(member(line, "primary_id")),
                     csv_cell(member(finding, "code")), csv_cell(member(finding, "message")));
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos)
    cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string report_csv(const std::filesystem::path& reports, const Job& job) {
  std::string out = fmt::format("# {}: {}; {}{}{}\r\n", job.file, status_text(job.status),
                                counts_text(job), job.message.empty() ? "" : "; ", job.message);
  out += "severity,entry,line,primary_id,code,message\r\n";
  for_report_lines(reports, job.number, "", [&](const std::string& text) {
    const json::object line = json::parse(text).as_object();
    if (member(line, "outcome") == "rejected") out += row(line, "error", line);
    if (const auto* warnings = line.if_contains("warnings"))
      for (const auto& warning : warnings->as_array())
        out += row(line, "warning", warning.as_object());
    return true;
  });
  return out;
}

}  // namespace roster
