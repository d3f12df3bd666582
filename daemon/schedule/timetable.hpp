// Timetable: when each scheduled thing runs next, and whether a run was missed while nobody was
// there. The moments that were served, and what was begun then and is not done, are kept in a small
// file, so that a clock set back runs nothing twice and a process that dies leaves nothing half
// done.
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
    std::optional<Time> next;  // nothing: never by the clock
  };

  /// `file` keeps the moments served; it need not exist.
  explicit Timetable(std::filesystem::path file);

  /// The entries from now on. When called first: one that was served before and has missed a run
  /// since is due at once if it catches up. Later: what is new, or scheduled otherwise than before,
  /// has missed nothing.
  void set(std::vector<Entry> entries, const date::time_zone& zone, Time now);

  /// The names that are due; they count as served now. One that is not said to be done before the
  /// process ends is due again when the next one starts.
  std::vector<std::string> take_due(Time now);
  void done(const std::string& name);
  /// The clock was set back: when everything runs next is computed anew. What was served within the
  /// last day, by the clock of then, is not run twice.
  void clock_stepped_back(Time now);
  /// It could not be begun: it is due again at that moment.
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
