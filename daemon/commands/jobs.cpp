#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"

namespace roster {

namespace {

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

}  // namespace

Document run_jobs(Session& session, const Arguments& arguments) {
  constexpr std::int64_t kDefaultLimit = 50;
  JobFilter filter;
  filter.kind = parse_choice<JobKind>(arguments, "kind", parse_job_kind);
  if (const auto status = parse_choice<JobStatus>(arguments, "status", parse_job_status))
    filter.statuses = {*status};
  filter.limit = arguments.number("limit").value_or(kDefaultLimit);
  return JobList{session.store().begin(Access::read)->jobs(filter)};
}

Document run_job(Session& session, const Arguments& arguments) {
  const JobNumber number = arguments.required_number("N");
  const std::optional<Job> job = session.store().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  return JobReport{*job, session.reports(), arguments.optional_text("outcome").value_or("")};
}

}  // namespace roster
