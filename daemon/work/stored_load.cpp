#include "daemon/work/stored_load.hpp"

#include <fmt/format.h>

#include <memory>

#include "daemon/show/outcome.hpp"
#include "daemon/work/erased_check.hpp"
#include "daemon/work/purge_requests.hpp"
#include "exports/export.hpp"
#include "purge/obligations.hpp"
#include "sis/drop/drop_directory.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// The open file of a job: in the drop directory, or its copy.
struct Bytes {
  std::optional<sis::OpenDrop> dropped;
  std::unique_ptr<FeedFile> copy;

  explicit operator bool() const { return dropped || copy; }
  int fd() const { return copy ? copy->fd() : dropped->fd(); }
  bool are_unchanged() const { return copy || dropped->is_unchanged(); }
};

/// Empty when the dropped file has changed or is gone.
Bytes open_bytes(const JobFile& file) {
  Bytes bytes;
  if (!file.spooled.empty()) {
    bytes.copy = std::make_unique<FeedFile>(file.spooled);
    return bytes;
  }
  const fs::path path = file.dropped;
  if (auto opened = sis::DropDirectory(path.parent_path()).open({path.filename(), file.stamp}))
    bytes.dropped.emplace(std::move(*opened));
  return bytes;
}

sis::Profile profile_of(const Session& session, const Job& job, const sis::LoadPayload& payload) {
  const sis::Profile& configured = session.profile(job.name);  // which must still be there
  return payload.profile.value_or(configured);
}

/// Keeps the file of a held job; one that was held before already has its copy.
std::function<std::optional<std::string>(const Job&)> keep_of(const Session& session,
                                                              const Bytes& bytes,
                                                              const JobFile& file) {
  return [&](const Job& held) -> std::optional<std::string> {
    if (bytes.copy) return file.spooled;
    return keep_copy(session, bytes.fd(), held);
  };
}

Job run_feed(Session& session, const Job& job, const Bytes& bytes, const LoadEvents& events,
             TooShort too_short) {
  auto payload = read_payload<sis::LoadPayload>(job.payload);
  const sis::Profile profile = profile_of(session, job, payload);
  sis::LoadRequest request;
  request.kind = job.kind;
  request.profile = &profile;
  request.fd = bytes.fd();
  request.file = job.file;
  request.place = payload.file;
  request.guard = payload.guard;
  request.extent = payload.extent;
  request.was_erased = erased_check(session);
  request.too_short = too_short;
  request.limits = session.config().limits;
  request.workers = session.workers();
  request.reports = session.reports();
  request.clock = [&session] { return session.now().time; };
  request.cancelled = events.cancelled;
  request.on_progress = events.on_progress;
  request.is_unchanged = [&] { return bytes.are_unchanged(); };
  request.keep = keep_of(session, bytes, payload.file);
  request.follow_up = follow_up(session, events.on_passed_over);
  request.on_left_over = events.on_left_over;
  return sis::run_load(session.store(), request, job, session.now());
}

Job run_obligations(Session& session, Job job, const Bytes& bytes, const LoadEvents& events,
                    TooShort too_short) {
  const auto payload = read_payload<purge::ObligationsPayload>(job.payload);
  purge::ObligationsRequest request;
  request.source = job.name;
  request.fd = bytes.fd();
  request.file = job.file;
  request.place = payload.file;
  const std::chrono::nanoseconds modified{request.place.stamp.modified};
  request.modified = Time{std::chrono::floor<std::chrono::seconds>(modified)};
  request.guard = payload.guard.value_or(session.config().obligations.guard);
  request.guard_mode = payload.guard_mode;
  request.too_short = too_short;
  request.traces = traces_of(session.config());
  request.is_unchanged = [&] { return bytes.are_unchanged(); };
  request.keep = keep_of(session, bytes, payload.file);
  request.follow_up = follow_up(session, events.on_passed_over);
  request.on_left_over = events.on_left_over;
  try {
    job.digest = sis::file_digest(bytes.fd(), job.file, session.config().limits);
  } catch (const sis::FeedError&) {  // it is empty or too long: the job reports it
  }
  return purge::run_obligations(session.store(), request, std::move(job), session.now());
}

Job run(Session& session, const Job& job, const LoadEvents& events, TooShort too_short) {
  const auto fail = [&](const std::string& why) {
    return fail_job(job_place(session, events), job, why, session.now());
  };
  const JobFile file = file_in(job.payload);
  if (!file.spooled.empty() && !fs::exists(file.spooled))
    return fail("interrupted, and the copy of its file no longer exists");
  try {
    const Bytes bytes = open_bytes(file);
    if (!bytes) return give_back(session.store(), job, job.file + " changed before it was read");
    if (job.kind == JobKind::obligations)
      return run_obligations(session, job, bytes, events, too_short);
    return run_feed(session, job, bytes, events, too_short);
  } catch (const CommandError& gone) {
    return fail(gone.what());
  } catch (const StoreError&) {
    throw;
  } catch (const std::system_error&) {
    throw;
  } catch (const sis::Cancelled&) {
    throw;
  } catch (const std::exception& unforeseen) {  // a repetition would fail again
    return fail(fmt::format("given up: {}", unforeseen.what()));
  }
}

}  // namespace

namespace {

void drop_earlier(Session& session, const Job& held, const LoadEvents& events) {
  JobFilter filter;
  filter.kind = held.kind;
  filter.name = held.name;
  filter.statuses = {JobStatus::held};
  filter.dry_run = DryRun::no;
  for (const Job& job : session.store().begin(Access::read)->jobs(filter))
    if (job.number < held.number && !job.digest.empty() && job.digest == held.digest) {
      const Job dropped = drop_job(job_place(session, events), job,
                                   fmt::format("superseded by job {}", held.number), session.now());
      if (events.on_job) events.on_job(dropped);
    }
}

}  // namespace

void drop_superseded(Session& session, const Job& held, const LoadEvents& events) {
  if (held.status != JobStatus::held || held.dry_run == DryRun::yes) return;
  do_after(job_place(session, events), held, [&] { drop_earlier(session, held, events); });
}

Job run_stored_load(Session& session, const Job& job, const LoadEvents& events,
                    TooShort too_short) {
  const Job ended = run(session, job, events, too_short);
  if (events.on_job && ended.status != JobStatus::pending) events.on_job(ended);
  drop_superseded(session, ended, events);
  return ended;
}

void approve_payload(Job& job) {
  if (job.kind == JobKind::obligations) {
    auto payload = read_payload<purge::ObligationsPayload>(job.payload);
    payload.guard_mode = purge::GuardMode::approved;
    job.payload = write_payload(payload);
  } else {
    auto payload = read_payload<sis::LoadPayload>(job.payload);
    payload.guard = sis::GuardMode::approved;
    job.payload = write_payload(payload);
  }
}

bool has_file(const Job& job) {
  if (job.kind != JobKind::import && job.kind != JobKind::synchronize &&
      job.kind != JobKind::obligations)
    return false;
  const JobFile file = file_in(job.payload);
  return !file.dropped.empty() || !file.spooled.empty();
}

std::function<void(Job&)> follow_up(Session& session, const OnLeftOver& on_passed_over) {
  return [&session, on_passed_over](Job& job) {
    if (has_file(job)) finish_file(session, job, on_passed_over);
    if (job.kind == JobKind::exporting) return exports::publish_files(session.store(), job);
    if (job.kind != JobKind::import && job.kind != JobKind::synchronize)
      purge::follow_up(session.store(), traces_of(session.config()))(job);
  };
}

JobPlace job_place(Session& session, const LoadEvents& events) {
  return {session.store(),
          session.reports(),
          [&session] { return session.now().time; },
          {},
          follow_up(session, events.on_passed_over),
          events.on_left_over};
}

}  // namespace roster
