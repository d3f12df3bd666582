#include "daemon/timetable.hpp"

#include <fstream>

#include "users/day.hpp"

namespace roster {

Timetable::Timetable(std::filesystem::path file) : file_(std::move(file)) { load(); }

void Timetable::set(std::vector<Entry> entries, const date::time_zone& zone, Time now) {
  entries_ = std::move(entries);
  zone_ = &zone;
  for (Entry& entry : entries_) {
    if (entry.schedule.kind != Schedule::Kind::cron) continue;
    const auto served = served_.try_emplace(entry.name, now).first->second;
    const std::optional<Time> last = previous_run(entry.schedule, zone, now);
    const bool missed = last && *last > served;
    entry.next =
        missed && entry.catch_up ? last : next_run(entry.schedule, zone, std::max(now, served));
  }
  save();
}

std::vector<std::string> Timetable::take_due(Time now) {
  std::vector<std::string> due;
  for (Entry& entry : entries_) {
    if (!entry.next || *entry.next > now) continue;
    due.push_back(entry.name);
    served_[entry.name] = now;
    entry.next = next_run(entry.schedule, *zone_, now);
  }
  if (!due.empty()) save();
  return due;
}

/// A line each: the moment, a blank, the name.
void Timetable::load() {
  std::ifstream file(file_);
  for (std::string line; std::getline(file, line);) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos) continue;
    if (const auto time = parse_time(line.substr(0, blank)))
      served_[line.substr(blank + 1)] = *time;
  }
}

void Timetable::save() const {
  const std::filesystem::path partial = file_.string() + ".partial";
  {
    std::ofstream file(partial, std::ios::trunc);
    for (const auto& [name, time] : served_) file << format_time(time) << ' ' << name << '\n';
    if (!file.flush()) return;  // the worst is that a missed run is not known after a restart
  }
  std::error_code ignored;
  std::filesystem::rename(partial, file_, ignored);
}

}  // namespace roster
