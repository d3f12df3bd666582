#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"

namespace roster {

namespace {

namespace json = boost::json;

template <class Enum>
std::optional<Enum> parse_choice(const Arguments& arguments, std::string_view name,
                                 std::optional<Enum> (*parse)(std::string_view)) {
  const std::optional<std::string> text = arguments.optional_text(name);
  if (!text) return {};
  const std::optional<Enum> value = parse(*text);
  if (!value)
    throw CommandError(Exit::usage, fmt::format("--{}: there is no {} {}", name, name, *text));
  return value;
}

std::vector<std::string> job_row(const Job& job, const date::time_zone& zone) {
  const std::string file = job.file.empty() ? "" : " " + job.file;
  return {std::to_string(job.number),
          std::string(to_string(job.kind)) + (job.dry_run == DryRun::yes ? " (dry run)" : ""),
          job.name + file,
          status_text(job.status),
          format_local(zone, job.started),
          job.ended ? duration_text(*job.ended - job.started) : "",
          counts_text(job)};
}

}  // namespace

Exit run_jobs(Session& session, const Arguments& arguments, const Output& out) {
  constexpr std::int64_t kDefaultLimit = 50;
  JobFilter filter;
  filter.kind = parse_choice<JobKind>(arguments, "kind", parse_job_kind);
  if (const auto status = parse_choice<JobStatus>(arguments, "status", parse_job_status))
    filter.statuses = {*status};
  filter.limit = arguments.number("limit").value_or(kDefaultLimit);
  const std::vector<Job> jobs = session.store().begin(Access::read)->jobs(filter);
  if (out.format == Format::json) {
    json::array list;
    for (const Job& job : jobs) list.push_back(json::parse(to_json(job)));
    out.json(json::object{{"jobs", std::move(list)}});
    return Exit::done;
  }
  std::vector<std::vector<std::string>> rows{
      {"JOB", "KIND", "NAME", "STATUS", "STARTED", "TOOK", "COUNTS"}};
  for (const Job& job : jobs) rows.push_back(job_row(job, session.zone()));
  out.write(jobs.empty() ? "no jobs\n" : render_table(rows));
  return Exit::done;
}

Exit run_job(Session& session, const Arguments& arguments, const Output& out) {
  const JobNumber number = arguments.required_number("N");
  const std::optional<Job> job = session.store().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  const std::string outcome = arguments.optional_text("outcome").value_or("");
  if (out.format == Format::json) {
    std::string document = to_json(*job);
    document.pop_back();  // its closing brace
    out.write(document + ", \"users\": [");
    std::string_view between = "";
    for_report_lines(session.reports(), number, outcome, [&](const std::string& line) {
      out.write(between);
      out.write(line);
      between = ",";
      return true;
    });
    out.write("]}\n");
    return Exit::done;
  }
  out.write(render_job(*job, session.zone()));
  const bool there =
      for_report_lines(session.reports(), number, outcome, [&](const std::string& line) {
        out.write("  " + line_text(line) + "\n");
        return true;
      });
  if (!there) out.write("  the report of this job is not kept any more\n");
  return Exit::done;
}

}  // namespace roster
