// Agenda: everything a configuration schedules, by name: `import SIS`, `synchronize SIS`,
// `obligations`, `purge undergraduates`, `export koha`.
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/schedule/timetable.hpp"
#include "daemon/work/intake.hpp"

namespace roster {

struct ScheduledInput {
  std::string name;  // as in the timetable
  InputName input;
  std::filesystem::path directory;
  Schedule schedule;
  bool catch_up = true;
};

struct ScheduledPurge {
  std::string name;
  PurgeJobConfig job;
  Schedule schedule;
};

struct ScheduledExport {
  std::string name;
  ExportConfig config;
  Schedule schedule;
};

struct Agenda {
  std::vector<ScheduledInput> inputs;  // of active sections
  std::vector<ScheduledPurge> purges;
  std::vector<ScheduledExport> exports;

  std::vector<Timetable::Entry> timetable() const;
};

/// The configuration must be usable.
Agenda make_agenda(const Config& config);

}  // namespace roster
