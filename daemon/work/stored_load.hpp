// Stored load: a load, or a list of obligations, whose row tells what is needed to run it: at once,
// after a crash, or when somebody approves it. Its file lies in a drop directory, or in the spool.
#pragma once

#include <functional>
#include <optional>

#include "daemon/work/dropped_file.hpp"
#include "daemon/work/session.hpp"
#include "sis/load/load.hpp"

namespace roster {

/// Told what happens while a load runs. Every member may be empty.
struct LoadEvents {
  std::function<void(const Job&)> on_job;  // a load ended
  std::function<bool()> cancelled;         // stop between records
  std::function<void(std::uint64_t records, sis::ReadSoFar)> on_progress;
  OnLeftOver on_left_over;    // it is applied; what follows could not be done, and is tried again
  OnLeftOver on_passed_over;  // likewise, but is not tried again
};

/// Runs a load that is open or held, as its row says, and returns the job as it ended, its dropped
/// file renamed. It is pending still when the file changed, or ends too early and waits. One whose
/// profile or spooled copy is gone has failed, and so has one that meets an error nobody foresaw.
/// Throws sis::Cancelled (the row is pending then), StoreError and std::system_error; all of these
/// leave a row that can be run again.
Job run_stored_load(Session& session, const Job& job, const LoadEvents& events,
                    TooShort too_short = TooShort::fails);

/// The same file once more, while its load is held: one decision is enough, so the earlier job is
/// dropped.
void drop_superseded(Session& session, const Job& held, const LoadEvents& events);

/// The message of a job whose file went before it could be read.
inline constexpr const char* kTakenAway = "its file was taken away; nothing was applied";

/// A person approved the held load or list: once and for all, also when it is run again.
void approve_payload(Job& job);

/// Is there a file that a load can be run from?
bool has_file(const Job& job);

/// What follows the commit of a job of any kind (JobPlace::follow_up).
std::function<void(Job&)> follow_up(Session& session, const OnLeftOver& on_passed_over);

/// Where jobs run: the session's store, reports and clock.
JobPlace job_place(Session& session, const LoadEvents& events = {});

}  // namespace roster
