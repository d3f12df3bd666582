// Spooled load: a load whose file lies in the spool and whose row tells everything else, so that it
// can be run at once, after a crash, or when somebody approves it. Afterwards the dropped file is
// renamed where it lies.
#pragma once

#include <functional>
#include <vector>

#include "daemon/work/session.hpp"
#include "sis/load/load.hpp"

namespace roster {

/// Told what happens while a load runs. Every member may be empty.
struct LoadEvents {
  std::function<void(const Job&)> on_job;  // a load ended
  std::function<bool()> cancelled;         // stop between records
  std::function<void(std::uint64_t records, sis::ReadSoFar)> on_progress;
};

/// Runs a load that is open or held, as its row says, and returns the job as it ended; its dropped
/// file is still to be finished. One whose profile or spooled copy is gone has failed, and so has
/// one that meets an error nobody foresaw. Throws sis::Cancelled (the row is pending then),
/// StoreError and std::system_error; all of these leave a row that can be run again.
Job run_spooled_load(Session& session, const Job& job, const LoadEvents& events);

/// Gives a dropped file the ending that its job's status calls for, and puts the report beside it:
/// a file that waits, or one that was held and is decided now. Idempotent. Throws std::system_error
/// when the directory is not there or refuses.
void finish_drop(const Session& session, const Job& job);

/// Brings loads to their end that another process left behind, and renames dropped files that were
/// not renamed any more.
void resume_loads(Session& session, const LoadEvents& events);

}  // namespace roster
