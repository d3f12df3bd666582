#include "daemon/work/recovery.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "daemon/show/outcome.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/undo_requests.hpp"
#include "exports/export.hpp"
#include "purge/delete_user.hpp"
#include "purge/ledger/key.hpp"
#include "sis/drop/drop_directory.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// It follows the ledger of another store, which may not be there any more.
Job fail_again(Session& session, const Job& job, const std::string& lost) {
  return fail_job(job_place(session), job,
                  fmt::format("interrupted; nobody was removed. Say it once more: rosterctl purge "
                              "--again '{}'",
                              lost),
                  session.now());
}

Job run_purge_again(Session& session, const Job& job, const LoadEvents& events) {
  const auto again = read_payload<purge::AgainPayload>(job.payload);
  if (!again.lost.empty()) return fail_again(session, job, again.lost);
  try {
    purge::PurgeRequest request = purge_request_of(session, job);
    request.dry_run = job.dry_run;
    request.on_left_over = events.on_left_over;
    return purge::run_purge(session.store(), request, job, session.now());
  } catch (const CommandError& gone) {  // it is no longer configured
    return fail_job(job_place(session), job,
                    fmt::format("interrupted; nobody was purged: {}", gone.what()), session.now());
  }
}

Job run_undo_again(Session& session, const Job& job, const LoadEvents& events) {
  const auto fail = [&](const std::exception& why) {
    return fail_job(job_place(session), job,
                    fmt::format("interrupted; nothing was undone: {}", why.what()), session.now());
  };
  try {
    sis::UndoRequest request =
        undo_request(session, job.payload.empty() ? 0 : std::stoll(job.name));
    request.on_left_over = events.on_left_over;
    return sis::resume_undo(session.store(), request, job, session.now());
  } catch (const sis::CannotUndo& refused) {
    return fail(refused);
  } catch (const purge::LedgerError& refused) {
    return fail(refused);
  }
}

Job run_deletion_again(Session& session, const Job& job, const LoadEvents& events) {
  purge::DeleteRequest request;
  request.traces = traces_of(session.config());
  request.ledger_key = ledger_key(session.config());
  request.on_left_over = events.on_left_over;
  try {
    return purge::resume_delete(session.store(), request, job, session.now());
  } catch (const purge::CannotDelete& refused) {
    return fail_job(job_place(session), job,
                    fmt::format("interrupted; nobody was deleted: {}", refused.what()),
                    session.now());
  }
}

/// A dropped file that changed, or still waits for its rest, is left to the next visit of its
/// directory.
std::optional<Job> run_file_again(Session& session, const Job& job, const LoadEvents& events) {
  const JobFile file = file_in(job.payload);
  if (file.spooled.empty()) {
    const fs::path path = file.dropped;
    if (!fs::exists(path.parent_path())) return job;  // for example, a disk is not mounted
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
  untold.on_job = {};  // reported below, for every kind
  Recovery recovery;
  recovery.on_ended = events.on_job;
  recovery.repeat = [&](const Job& job) -> std::optional<Job> {
    if (job.kind == JobKind::purge) return run_purge_again(session, job, events);
    if (job.kind == JobKind::undo) return run_undo_again(session, job, events);
    if (job.kind == JobKind::remove) return run_deletion_again(session, job, events);
    if (job.kind == JobKind::exporting)
      return exports::run_export_again(job_place(session, events), job, session.now());
    if (!has_file(job)) return {};
    return files == FileJobs::later ? job : run_file_again(session, job, untold);
  };
  recover_jobs(job_place(session, events), recovery, session.now());
}

namespace {

/// `backup-4518`, or a file that SQLite made beside it: other files may be somebody's own.
bool is_copy(std::string_view name) {
  if (!name.starts_with(StoreCopies::kName)) return false;
  name.remove_prefix(StoreCopies::kName.size());
  for (const std::string_view beside : {"-journal", "-wal", "-shm"})
    if (name.ends_with(beside)) name.remove_suffix(beside.size());
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

StoreCopies::StoreCopies(const fs::path& spool)
    : fd_(::open(spool.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (fd_ < 0) return;
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(spool, ignored))
      if (is_copy(entry.path().filename().string())) fs::remove(entry.path(), ignored);
  }
  ::flock(fd_, LOCK_SH);
}

StoreCopies::~StoreCopies() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace roster
