// Obligations: the job that imports what users owe according to one source. The new list replaces
// all earlier rows of the source. A file with a bad line changes nothing: the job fails and its
// message says where. A list that is implausible after the source's last one
// (purge/obligations_guard.hpp) is held, and the last one stays in force until a person approves
// the new one.
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
  Time modified{};       // the list's date when the file states none
  CsvLimits limits;
  ObligationsGuard guard;
  GuardMode guard_mode = GuardMode::on;
  /// The list is about those who were due by one of these as of its time, and about nobody else:
  /// whoever becomes due later is kept. Empty: about everybody.
  std::vector<Policy> only_due;
  std::function<Day(Time)> local_day;  // which day it is then; without it that of UTC, but earlier
  Traces traces;
  JobFile place;  // location of the file; kept in the row
  TooShort too_short = TooShort::fails;
  std::function<void(Step)> on_step;  // as in PurgeRequest
  /// Called after the last byte: true when the file is the same as before the first one. Unset:
  /// true.
  std::function<bool()> is_unchanged;
  /// Copies the file of a held list to where it stays until a person decides. Returns the copy's
  /// path, or nothing when the file has changed. Unset: nothing is kept.
  std::function<std::optional<std::string>(const Job& job)> keep;
  std::function<void(Job&)> follow_up;                               // JobPlace::follow_up
  std::function<void(const Job&, const std::string&)> on_left_over;  // JobPlace::on_left_over
};

/// Adds the job's row.
Job add_obligations(Store& store, const ObligationsRequest& request, Now now);

/// Runs the job to its end: completed, failed, held, or pending again when the file changed while
/// it was read, or ends in the middle of a line and waits for the rest. Counts: rows, users (that
/// have rows), unknown (rows whose id no user has; they are kept, since the user may be added
/// later, and are listed in the report with the outcome `unknown`). Warnings: `as_of_in_future`
/// (more than five minutes ahead, the list is not fresh), `older_than_before` (the list was
/// approved nevertheless). Throws StoreError or std::system_error when the store or the disk fails.
Job run_obligations(Store& store, const ObligationsRequest& request, Job job, Now now);

}  // namespace roster::purge
