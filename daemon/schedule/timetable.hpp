// Timetable: computes when each scheduled task runs next, and whether a run was missed while the
// daemon was down. A small file keeps the moments that were served and the tasks that were begun
// but are not done, so that no task runs twice after the clock is set back, and a task is resumed
// after a crash.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/schedule/schedule.hpp"

namespace roster {

class Timetable {
 public:
  struct Entry {
    std::string name;  // `synchronize SIS`, `purge undergraduates`
    Schedule schedule;
    bool catch_up = false;
    std::optional<Time> next;  // unset: not run by the clock
  };

  /// `file` keeps the moments served; it need not exist.
  explicit Timetable(std::filesystem::path file);

  /// Sets the entries. On the first call, an entry that was served before and has missed a run
  /// since is due at once if it catches up. On later calls, entries that are new or rescheduled
  /// have missed nothing.
  void set(std::vector<Entry> entries, const date::time_zone& zone, Time now);

  /// Returns the names that are due; they count as served now. A task for which done() is not
  /// called before the process ends is due again when the next process starts.
  std::vector<std::string> take_due(Time now);
  void done(const std::string& name);
  /// After the clock was set back: recomputes all next runs. What was served within the last day,
  /// by the clock of that time, does not run twice.
  void clock_stepped_back(Time now);
  /// The task could not start: it is due again at that moment.
  void put_off(const std::string& name, Time until);

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::filesystem::path file_;
  const date::time_zone* zone_ = nullptr;
  std::vector<Entry> entries_;
  std::map<std::string, Time> served_;
  std::set<std::string> begun_;

  std::optional<Time> first_run(const Entry& entry, Time now);
  Time served(const std::string& name, Time now);
  void load();
  void save() const;
};

}  // namespace roster
