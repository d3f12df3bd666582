#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/schedule/schedule.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/watch/ledger_check.hpp"

namespace roster {

namespace {

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", word);
  return text;
}

/// Parses an argument that must be one of a few words.
template <class Enum>
std::optional<Enum> chosen(const Arguments& arguments, std::string_view name,
                           std::optional<Enum> (*parse)(std::string_view),
                           std::span<const std::string_view> valid) {
  const std::optional<std::string> text = arguments.optional_text(name);
  if (!text) return {};
  const std::optional<Enum> value = parse(*text);
  if (value) return value;
  throw CommandError(Exit::usage, fmt::format("--{0}: there is no {0} '{1}'; there are: {2}", name,
                                              *text, listed(valid)));
}

/// The beginning of a day.
std::optional<Time> since_in(const Session& session, const Arguments& arguments) {
  const std::optional<std::string> text = arguments.optional_text("since");
  if (!text) return {};
  if (const auto day = parse_day(*text)) return begin_of_day(session.zone(), *day);
  throw CommandError(Exit::usage, fmt::format("--since: '{}' is not a date (YYYY-MM-DD)", *text));
}

std::string chosen_outcome(const Arguments& arguments) {
  const std::string text = arguments.optional_text("outcome").value_or("");
  const auto valid = outcomes();
  if (text.empty() || std::find(valid.begin(), valid.end(), text) != valid.end()) return text;
  throw CommandError(Exit::usage, fmt::format("--outcome: there is no outcome '{}'; there are: {}",
                                              text, listed(valid)));
}

}  // namespace

Document run_jobs(Session& session, const Arguments& arguments) {
  constexpr std::int64_t kDefaultLimit = 50;
  JobFilter filter;
  filter.kind = chosen<JobKind>(arguments, "kind", parse_job_kind, job_kind_names());
  if (const auto status =
          chosen<JobStatus>(arguments, "status", parse_job_status, job_status_names()))
    filter.statuses = {*status};
  // A preview waits for no decision.
  if (filter.statuses == std::vector{JobStatus::held}) filter.dry_run = DryRun::no;
  filter.name = arguments.optional_text("name");
  filter.since = since_in(session, arguments);
  filter.limit = limit_in(arguments).value_or(kDefaultLimit);
  return JobList{session.view().begin(Access::read)->jobs(filter)};
}

Document run_job(Session& session, const Arguments& arguments) {
  const JobNumber number = arguments.required_number("N");
  const std::string outcome = chosen_outcome(arguments);
  const std::optional<Job> job = session.view().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  return JobReport{*job, session.reports(), outcome,
                   arguments.flag("all") ? JobReport::Lines::all : JobReport::Lines::first};
}

Document run_go_on(Session& session, const Arguments& arguments) {
  session.require_existing();
  session.open_store_as_it_is();
  const std::string why = session.held_back();
  const std::vector<LostJob> lost = session.lost_jobs();
  const bool is_preview = arguments.flag("dry-run");
  boost::json::array listed;
  std::string lines;
  for (const LostJob& one : lost) {
    lines += fmt::format("\n  lost: job {}", lost_job_text(one));
    listed.push_back(boost::json::object{{"job", one.number}, {"lost", lost_job_text(one)}});
  }
  const auto notice = [&](const std::string& text, Exit exit) {
    return Notice{text + lines, {{"held_back", !why.empty()}, {"lost", std::move(listed)}}, exit};
  };
  if (why.empty())
    return notice("nothing is held back: the store is as new as its reports", Exit::done);
  if (is_preview) return notice(why, Exit::held);
  for (const Job& job : session.go_on())
    if (session.caller().on_job) session.caller().on_job(job);
  forget_ledger_check(session.config().spool / kLedgerCheck);
  return notice(
      fmt::format("{} says that Roster goes on with the store as it is", session.caller().account),
      Exit::done);
}

}  // namespace roster
