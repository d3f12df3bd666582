// Status: the data of `rosterctl status` and the metrics: the running daemon's own state, and the
// survey of the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/schedule/timetable.hpp"
#include "daemon/service/clock_watch.hpp"
#include "daemon/show/document.hpp"
#include "daemon/show/progress.hpp"
#include "daemon/watch/survey.hpp"

namespace roster {

/// A file that was not loaded, and why; or one whose sender was not told what became of it.
struct LeftFile {
  std::string input, name, text;
  enum class State : std::uint8_t { waiting, odd, companion, unreported } state = State::waiting;
  Time since{};
};

struct LiveStatus {
  struct Directory {
    std::string path;
    std::string_view state;  // watched | polled | lost
    bool other_file_system = false;
  };

  Time started{};
  std::vector<std::string> queue;  // the running task, then the waiting ones
  std::optional<Time> running_since;
  std::optional<Progress> progress;  // of the running task
  std::vector<Directory> directories;
  std::vector<LeftFile> left;
  std::vector<std::string> troubles;  // what stops a task at present
  std::vector<Timetable::Entry> next;
  std::optional<ClockStep> clock_step;
  bool config_is_read = true;  // the configuration in its current state was read
  std::optional<Time> config_read;
  std::optional<Survey> survey;  // unset: the store could not be read
  std::string store_trouble;     // why it could not be read
};

/// The complete status, as text and as JSON.
Notice status_notice(const LiveStatus& status, const date::time_zone& zone);
/// Only what needs attention; the exit code is 1 when there is anything.
Notice check_notice(const LiveStatus& status, const date::time_zone& zone);

}  // namespace roster
