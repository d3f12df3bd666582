// Obligations: the job that takes in what a source says users owe, in place of all it had said
// before. A file with a bad line changes nothing: the job is failed and its message says where. A
// list that does not look like the source's next one (purge/obligations_guard.hpp) is held, and the
// last one stands until somebody approves it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "purge/obligations_guard.hpp"
#include "purge/purge.hpp"
#include "users/base/csv.hpp"

namespace roster::purge {

struct ObligationsRequest {
  std::string source;
  std::string by = "-";  // Job::by
  int fd = -1;           // the file, open for reading, at its start; not owned
  std::string file;      // its name, for messages and reports
  Time modified{};       // as of when it speaks, when it does not say itself
  CsvLimits limits;
  ObligationsGuard guard;
  GuardMode guard_mode = GuardMode::on;
  /// The list is about those who were due by one of these as of its time, and about nobody else:
  /// whoever becomes due later is kept. Empty: about everybody.
  std::vector<Policy> only_due;
  std::function<Day(Time)> local_day;  // which day it is then; without it that of UTC, but earlier
  Traces traces;
  JobFile place;  // where it lies; kept in the row
  TooShort too_short = TooShort::fails;
  std::function<void(Step)> on_step;  // as in PurgeRequest
  /// Asked after the last byte: is the file what it was before the first one? Without it: yes.
  std::function<bool()> is_unchanged;
  /// Copies the file of a list that is held to where it stays until somebody decides. Returns the
  /// copy's path, or nothing when it is another file by now. Without it nothing is kept.
  std::function<std::optional<std::string>(const Job& job)> keep;
  std::function<void(Job&)> follow_up;                               // JobPlace::follow_up
  std::function<void(const Job&, const std::string&)> on_left_over;  // JobPlace::on_left_over
};

/// Adds the job's row.
Job add_obligations(Store& store, const ObligationsRequest& request, Now now);

/// Runs the job to its end: completed, failed, held, or pending again when the file changed while
/// it was read, or ends in the middle of a line and waits. Counts: rows, users (whom the rows
/// concern), unknown (rows with an id that nobody has; they are kept, for the person may come, and
/// listed in the report with the outcome `unknown`). Warnings: `as_of_in_future` (the list is not
/// fresh until then), `older_than_before` (approved all the same). Throws StoreError or
/// std::system_error when the store or the disk refuses.
Job run_obligations(Store& store, const ObligationsRequest& request, Job job, Now now);

}  // namespace roster::purge
