#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"
#include "daemon/work/agenda.hpp"
#include "daemon/work/file_systems.hpp"
#include "daemon/work/intake.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

Exit worst_of(const std::vector<Job>& jobs) {
  Exit worst = Exit::done;
  for (const Job& job : jobs) {
    if (job.status == JobStatus::failed) return Exit::refused;
    if (job.status == JobStatus::held) worst = Exit::held;
    if (job.status == JobStatus::completed_with_errors && worst == Exit::done)
      worst = Exit::rejected;
  }
  return worst;
}

std::string when_text(const Timetable::Entry& entry, const date::time_zone& zone) {
  if (entry.next) return format_local(zone, *entry.next);
  return entry.schedule.kind == Schedule::Kind::on_arrival ? "on arrival" : "by hand";
}

/// Where a disk is missing there are no files, but that is not all there is to say.
void check_disk(const Session& session, const std::filesystem::path& directory) {
  if (is_on_other_file_system(session.config().spool / kKnownFileSystems, directory))
    throw CommandError(Exit::refused,
                       fmt::format("nothing is there to load, but {} is on another file system "
                                   "than before; is its disk mounted?",
                                   directory.string()));
}

}  // namespace

Exit run_input(Session& session, const Arguments& arguments, const Output& out) {
  const std::optional<JobKind> kind = parse_job_kind(arguments.text("ACTION"));
  if (kind != JobKind::import && kind != JobKind::synchronize)
    throw CommandError(Exit::usage, fmt::format("'{}' is neither import nor synchronize",
                                                arguments.text("ACTION")));
  IntakeEvents events;
  events.on_job = out.on_job;
  events.cancelled = out.stopping;
  events.on_progress = progress_of(arguments.text("PROFILE"), out);
  events.on_left = [&](const LeftAlone& left) {
    if (out.format == Format::text)
      out.write(on_one_line(fmt::format("{}: left alone: {}", left.name, left.text)) + "\n");
  };
  InputMemory memory;
  const InputName input{arguments.text("PROFILE"), *kind};
  const IntakeResult result = work_off(session, input, memory, events);
  if (result.jobs.empty()) check_disk(session, input_directory(session, input));
  json::array documents;
  for (const Job& job : result.jobs) {
    if (out.format == Format::json)
      documents.push_back(json::parse(to_json(job)));
    else
      out.write(render_job(job, session.zone()));
  }
  if (out.format == Format::json)
    out.json(documents);
  else if (result.jobs.empty())
    out.write(result.look_again ? "no file has settled yet\n" : "no files\n");
  return worst_of(result.jobs);
}

Exit run_schedule(Session& session, const Arguments&, const Output& out) {
  std::vector<Timetable::Entry> entries = make_agenda(session.config()).timetable();
  json::array list;
  std::vector<std::vector<std::string>> rows{{"WHAT", "NEXT RUN"}};
  for (Timetable::Entry& entry : entries) {
    entry.next = next_run(entry.schedule, session.zone(), session.now().time);
    rows.push_back({entry.name, when_text(entry, session.zone())});
    json::object object{
        {"name", entry.name}, {"next", nullptr}, {"when", when_text(entry, session.zone())}};
    if (entry.next) object["next"] = format_time(*entry.next);
    list.push_back(std::move(object));
  }
  if (out.format == Format::json)
    out.json(json::object{{"schedule", std::move(list)}});
  else
    out.write(entries.empty() ? "nothing is scheduled\n" : render_table(rows));
  return Exit::done;
}

Exit run_without_daemon(Session& session, const Arguments&, const Output&) {
  throw CommandError(Exit::unreachable, fmt::format("the daemon is not running (no answer on {})",
                                                    session.config().control.string()));
}

}  // namespace roster
