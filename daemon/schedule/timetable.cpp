#include "daemon/schedule/timetable.hpp"

#include <algorithm>
#include <utility>

#include "users/base/day.hpp"
#include "users/base/small_file.hpp"

namespace roster {

namespace {

constexpr std::string_view kBegun = "begun";
constexpr std::chrono::hours kDay{24};

}  // namespace

Timetable::Timetable(std::filesystem::path file) : file_(std::move(file)) { load(); }

void Timetable::set(std::vector<Entry> entries, const date::time_zone& zone, Time now) {
  const bool starting = zone_ == nullptr;
  const std::vector<Entry> before = std::exchange(entries_, std::move(entries));
  const bool same_zone = std::exchange(zone_, &zone) == &zone;
  std::set<std::string> begun = std::exchange(begun_, {});
  for (Entry& entry : entries_) {
    if (entry.schedule.kind != Schedule::Kind::cron) continue;
    if (begun.contains(entry.name)) begun_.insert(entry.name);
    const auto known = std::find_if(before.begin(), before.end(), [&](const Entry& old) {
      return old.name == entry.name && old.schedule == entry.schedule;
    });
    if (same_zone && known != before.end()) {
      entry.next = known->next;
      continue;
    }
    if (!starting) served_[entry.name] = now;
    entry.next = starting && begun_.contains(entry.name) ? now : first_run(entry, now);
  }
  save();
}

/// The next run of an entry that is new to this process, or its last run when that was missed.
std::optional<Time> Timetable::first_run(const Entry& entry, Time now) {
  const Time served = this->served(entry.name, now);
  const std::optional<Time> last = previous_run(entry.schedule, *zone_, now);
  if (entry.catch_up && last && *last > served) return last;
  return next_run(entry.schedule, *zone_, std::max(now, served));
}

/// When it was last served. A moment more than a day in the future comes from a wrong clock.
Time Timetable::served(const std::string& name, Time now) {
  Time& served = served_.try_emplace(name, now).first->second;
  if (served - now > kDay) served = now;
  return served;
}

void Timetable::clock_stepped_back(Time now) {
  for (Entry& entry : entries_)
    if (entry.schedule.kind == Schedule::Kind::cron)
      entry.next = begun_.contains(entry.name)
                       ? now
                       : next_run(entry.schedule, *zone_, std::max(now, served(entry.name, now)));
  save();
}

std::vector<std::string> Timetable::take_due(Time now) {
  std::vector<std::string> due;
  for (Entry& entry : entries_) {
    if (!entry.next || *entry.next > now) continue;
    due.push_back(entry.name);
    begun_.insert(entry.name);
    served_[entry.name] = now;
    entry.next = next_run(entry.schedule, *zone_, now);
  }
  if (!due.empty()) save();
  return due;
}

void Timetable::done(const std::string& name) {
  if (begun_.erase(name) > 0) save();
}

void Timetable::put_off(const std::string& name, Time until) {
  for (Entry& entry : entries_)
    if (entry.name == name && begun_.contains(name)) entry.next = until;
}

/// One line each: the moment it was last served, or `begun`; a blank; the name.
void Timetable::load() {
  for (const std::string& line : read_lines(file_)) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const std::string name = line.substr(blank + 1), when = line.substr(0, blank);
    if (const auto time = parse_time(when)) served_[name] = *time;
    if (when == kBegun) begun_.insert(name);
  }
}

void Timetable::save() const {
  std::vector<std::string> lines;
  for (const auto& [name, time] : served_) lines.push_back(format_time(time) + ' ' + name);
  for (const std::string& name : begun_) lines.push_back(std::string(kBegun) + ' ' + name);
  replace_lines(file_, lines);  // the worst is that a missed run is not known after a restart
}

}  // namespace roster
