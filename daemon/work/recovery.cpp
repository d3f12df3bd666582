#include "daemon/work/recovery.hpp"

#include <fmt/format.h>

#include "daemon/show/outcome.hpp"
#include "daemon/work/purge_requests.hpp"
#include "sis/drop/drop_directory.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

Job run_purge_again(Session& session, const Job& job) {
  try {
    purge::PurgeRequest request = purge_request_of(session, job);
    request.dry_run = job.dry_run;
    return purge::run_purge(session.store(), request, job, session.now());
  } catch (const CommandError& gone) {  // it is configured no longer
    return fail_job(job_place(session), job,
                    fmt::format("interrupted; nobody was purged: {}", gone.what()), session.now());
  }
}

/// A dropped file that changed, or still waits for its rest, is left to the next visit of its
/// directory.
std::optional<Job> run_file_again(Session& session, const Job& job, const LoadEvents& events) {
  const JobFile file = file_in(job.payload);
  if (file.spooled.empty()) {
    const fs::path path = file.dropped;
    if (!fs::exists(path.parent_path())) return job;  // a disk that is not mounted
    if (!fs::exists(fs::symlink_status(path)))
      return fail_job(job_place(session, events), job, kTakenAway, session.now());
    if (file.waiting || !sis::DropDirectory(path.parent_path()).has(path.filename(), file.stamp))
      return job;
  }
  return run_stored_load(session, job, events);
}

}  // namespace

void recover(Session& session, FileJobs files, const LoadEvents& events) {
  LoadEvents untold = events;
  untold.on_job = {};  // told below, of whatever kind
  Recovery recovery;
  recovery.on_ended = events.on_job;
  recovery.repeat = [&](const Job& job) -> std::optional<Job> {
    if (job.kind == JobKind::purge) return run_purge_again(session, job);
    if (!has_file(job)) return {};
    return files == FileJobs::later ? job : run_file_again(session, job, untold);
  };
  recover_jobs(job_place(session, events), recovery, session.now());
}

}  // namespace roster
