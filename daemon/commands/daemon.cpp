#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/watch/file_systems.hpp"
#include "daemon/watch/metrics.hpp"
#include "daemon/work/agenda.hpp"
#include "daemon/work/intake.hpp"

namespace roster {

namespace {

/// When no file is found, reports a disk that may be missing.
void check_disk(const Session& session, const std::filesystem::path& directory) {
  if (is_on_other_file_system(session.config().spool / kKnownFileSystems, directory))
    throw CommandError(Exit::refused, fmt::format("no files to load, and {} is on a different file "
                                                  "system than before; is its disk mounted?",
                                                  directory.string()));
}

}  // namespace

Document run_input(Session& session, const Arguments& arguments) {
  const std::optional<JobKind> kind = parse_job_kind(arguments.text("ACTION"));
  if (kind != JobKind::import && kind != JobKind::synchronize)
    throw CommandError(Exit::usage, fmt::format("'{}' is neither import nor synchronize",
                                                arguments.text("ACTION")));
  const InputName input{arguments.text("PROFILE"), *kind};
  input_directory(session, input);  // it must be known
  JobSeries series;
  series.count = JobSeries::Count::many;
  series.run = [&session, input](const JobSeries::Listener& listener) {
    IntakeEvents events;
    events.on_job = session.caller().on_job;
    events.cancelled = session.caller().stopping;
    events.on_progress = progress_of(input.profile, session);
    events.on_left = [&](const LeftAlone& left) {
      if (listener.on_remark) listener.on_remark(left_text(left));
    };
    InputMemory memory;
    const IntakeResult result = work_off(session, input, memory, events);
    if (result.jobs.empty()) check_disk(session, input_directory(session, input));
    for (const Job& job : result.jobs) listener.on_job({job, session.reports(), ""});
    if (result.jobs.empty() && listener.on_remark)
      listener.on_remark(result.look_again ? "no file has settled yet" : "no files");
  };
  return series;
}

Document run_schedule(Session& session, const Arguments&) {
  ScheduleShown schedule{make_agenda(session.config()).timetable()};
  for (Timetable::Entry& entry : schedule.entries)
    entry.next = next_run(entry.schedule, session.zone(), session.now().time);
  return schedule;
}

Document run_metrics(Session& session, const Arguments&) {
  Exposition out;
  const std::unique_ptr<Store> reader = open_reader(session.config().store);
  add_store_metrics(*reader->begin(Access::read), session.config(), session.now(), out);
  return Printed{[text = out.text()](const auto& write) { write(text); }};
}

Document run_without_daemon(Session& session, const Arguments&) {
  throw CommandError(Exit::unreachable, fmt::format("the daemon is not running (no answer on {})",
                                                    session.config().control.string()));
}

}  // namespace roster
