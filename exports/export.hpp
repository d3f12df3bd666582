// Export: the job that hands users on to another system, as files in a directory where that system,
// or who delivers to it, finds them.
//
//   Job job = add_export(store, request, now);      // the row: pending
//   job = run_export(store, request, job, now);     // to its end
//
// One snapshot is read. The files are written under hidden names and brought to the disk; the
// revision that was reached is remembered in the job's one commit; then the files get their names.
// So the target gets each change once, however often the process dies (users/jobs/job_run.hpp).
// Nobody to hand on: no file.
//
// The first export, one whose settings are others than at the last success, and one of `what: all`
// hand on everybody; their files replace those of earlier ones that were not taken yet.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "exports/payload.hpp"
#include "users/jobs/job_run.hpp"

namespace roster::exports {

struct ExportRequest {
  Settings settings;
  std::string by = "-";                   // Job::by
  std::filesystem::path outbox;           // the files go into OUTBOX/NAME
  std::optional<What> what;               // said by hand, instead of the settings'
  std::optional<std::int64_t> since;      // likewise: users changed after this revision
  JobPlace place;                         // its follow_up is not used
  std::function<void()> on_progress;      // now and then, while there is progress
  std::uint32_t record_limit = 1U << 20;  // bytes of a record of the sender's (`limits.record`)
};

/// Adds the job's row.
Job add_export(const ExportRequest& request, Now now);

/// Runs the export to its end and returns the job as it ended. Counts: processed (users that were
/// selected), exported, rejected (left out: a required column has no value, a code is not in its
/// map), and removed when ids of removed users were handed on. Throws StoreError or
/// std::system_error when the store or the disk refuses.
Job run_export(const ExportRequest& request, Job job, Now now);

/// Runs an open job again, as its row says.
Job run_export_again(const JobPlace& place, const Job& job, Now now);

/// What follows the commit of an export (JobPlace::follow_up): its files get their names, and those
/// they replace go. May be done twice. Throws std::system_error.
void publish_files(Store& store, const Job& job);

}  // namespace roster::exports
