// Stored load: a load, or a list of obligations, whose row contains what is needed to run it: at
// once, after a crash, or on approval. Its file is in a drop directory or in the spool.
#pragma once

#include <functional>
#include <optional>

#include "daemon/work/dropped_file.hpp"
#include "daemon/work/session.hpp"
#include "sis/load/load.hpp"

namespace roster {

/// Callbacks while a load runs. Every member may be empty.
struct LoadEvents {
  std::function<void(const Job&)> on_job;  // a load ended
  std::function<bool()> cancelled;         // stop between records
  std::function<void(std::uint64_t records, sis::ReadSoFar)> on_progress;
  OnLeftOver on_left_over;    // the job is applied, but a later step failed and will be tried again
  OnLeftOver on_passed_over;  // the same, but it is not tried again
};

/// Runs a load that is open or held, as its row says, and returns the job as it ended, with its
/// dropped file renamed. The job is still pending when the file changed, or is incomplete and
/// waits. It has failed when its profile or spooled copy is gone, or on an unexpected error. Throws
/// sis::Cancelled (the row is then pending), StoreError and std::system_error; in all these cases
/// the row can be run again.
Job run_stored_load(Session& session, const Job& job, const LoadEvents& events,
                    TooShort too_short = TooShort::fails);

/// Drops an earlier held load of the same file: only one needs a decision.
void drop_superseded(Session& session, const Job& held, const LoadEvents& events);

/// The message of a job whose file was removed before it could be read.
inline constexpr const char* kTakenAway =
    "its file was removed before it was read; nothing was applied";

/// Records in the row that a person approved the held load or list, also for later runs.
void approve_payload(Job& job);

/// True when there is a file from which a load can run.
bool has_file(const Job& job);

/// What follows the commit of a job of any kind (JobPlace::follow_up).
std::function<void(Job&)> follow_up(Session& session, const OnLeftOver& on_passed_over);

/// The environment in which jobs run: the session's store, reports and clock.
JobPlace job_place(Session& session, const LoadEvents& events = {});

}  // namespace roster
