#include "daemon/work/agenda.hpp"

namespace roster {

namespace {

void add_input(const Config& config, const sis::Profile& profile, JobKind kind, Agenda& agenda) {
  const sis::Action& action = kind == JobKind::import ? profile.import : profile.synchronize;
  if (!action.active || action.input.empty()) return;
  agenda.inputs.push_back({std::string(to_string(kind)) + " " + profile.code,
                           {profile.code, kind},
                           config.inbox / action.input,
                           parse_schedule(action.schedule),
                           action.catch_up});
}

}  // namespace

Agenda make_agenda(const Config& config) {
  Agenda agenda;
  for (const sis::Profile& profile : config.profiles) {
    add_input(config, profile, JobKind::import, agenda);
    add_input(config, profile, JobKind::synchronize, agenda);
  }
  if (config.obligations.kind == ObligationsConfig::Kind::directory)
    agenda.inputs.push_back({"obligations",
                             {"", JobKind::obligations},
                             config.inbox / config.obligations.input,
                             parse_schedule("on_arrival"),
                             false});
  for (const PurgeJobConfig& job : config.purge.jobs)
    agenda.purges.push_back({"purge " + job.name, job, parse_schedule(job.schedule)});
  for (const ExportConfig& one : config.exports)
    agenda.exports.push_back({"export " + one.settings.name, one, parse_schedule(one.schedule)});
  return agenda;
}

std::vector<Timetable::Entry> Agenda::timetable() const {
  std::vector<Timetable::Entry> entries;
  for (const ScheduledInput& input : inputs)
    entries.push_back({input.name, input.schedule, input.catch_up, {}});
  for (const ScheduledPurge& purge : purges)
    entries.push_back({purge.name, purge.schedule, purge.job.catch_up, {}});
  for (const ScheduledExport& one : exports)
    entries.push_back({one.name, one.schedule, one.config.catch_up, {}});
  return entries;
}

}  // namespace roster
