#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"
#include "daemon/work/asked.hpp"
#include "daemon/work/erased_check.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/stored_load.hpp"
#include "sis/load/load.hpp"
#include "sis/load/recent.hpp"
#include "sis/unpack/unpack.hpp"
#include "users/base/json_value.hpp"
#include "users/jobs/payload.hpp"

namespace roster {

namespace {

constexpr const char* kCancelled = "cancelled; nothing was applied";

/// The profile and the files of `[PROFILE] FILE…`: the first word is a profile when it is a
/// profile's code and files follow.
struct Chosen {
  sis::Profile profile;
  std::vector<std::string> files;
};

Chosen choose(const Session& session, const Arguments& arguments) {
  Chosen chosen;
  chosen.files = arguments.required_texts("FILE");
  std::string code;
  const auto& profiles = session.config().profiles;
  const bool named = std::any_of(profiles.begin(), profiles.end(), [&](const sis::Profile& p) {
    return p.code == chosen.files.front();
  });
  if (named && chosen.files.size() > 1) {
    code = chosen.files.front();
    chosen.files.erase(chosen.files.begin());
  }
  chosen.profile = session.profile(code);
  if (const auto xsd = arguments.optional_text("xsd")) {
    chosen.profile.import.xsd = chosen.profile.synchronize.xsd = session.schema(*xsd);
  }
  return chosen;
}

sis::LoadRequest request_for(Session& session, const sis::Profile& profile, JobKind kind,
                             const FeedFile& file) {
  sis::LoadRequest request;
  request.kind = kind;
  request.profile = &profile;
  request.fd = file.fd();
  request.by = session.caller().account;
  request.file = file.name();
  request.limits = session.config().limits;
  request.workers = session.workers();
  request.reports = session.reports();
  request.clock = [&session] { return session.now().time; };
  request.on_progress = progress_of(file.name(), session);
  request.cancelled = session.caller().cancelled;
  request.was_erased = erased_check(session);
  return request;
}

/// Stores in `note` what could not be done after a job had ended; the job stays applied.
LoadEvents noting(std::string& note) {
  LoadEvents events;
  events.on_left_over = left_over_in(note);
  events.on_passed_over = unreported_in(note);
  return events;
}

Job run_one(Session& session, const sis::LoadRequest& request, std::string& note) {
  Job job = sis::add_load(session.store(), request, session.now());
  try {
    job = sis::run_load(session.store(), request, job, session.now());
  } catch (const sis::Cancelled&) {
    job = fail_job(job_place(session, noting(note)), job, kCancelled, session.now());
  }
  if (session.caller().on_job) session.caller().on_job(job);
  drop_superseded(session, job, noting(note));
  return job;
}

/// Each file is a job of its own. When a file cannot be opened, none is loaded.
Document run_loads(Session& session, const Arguments& arguments, JobKind kind) {
  const auto chosen = std::make_shared<Chosen>(choose(session, arguments));
  for (const std::string& path : chosen->files) session.open(path);
  JobSeries series;
  if (chosen->files.size() > 1) series.count = JobSeries::Count::many;
  const DryRun dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  const auto extent = arguments.flag("partial") ? sis::Extent::partial : sis::Extent::by_profile;
  const bool diff = arguments.flag("diff");
  series.run = [&session, chosen, kind, dry_run, extent,
                diff](const JobSeries::Listener& listener) {
    for (const std::string& path : chosen->files) {
      const FeedFile file = session.open(path);
      sis::LoadRequest request = request_for(session, chosen->profile, kind, file);
      request.dry_run = dry_run;
      request.extent = extent;
      if (diff) request.on_change = listener.on_change;
      std::string note;
      request.keep = [&](const Job& held) { return keep_copy(session, file.fd(), held); };
      request.on_left_over = noting(note).on_left_over;
      const Job job = run_one(session, request, note);
      listener.on_job({job, session.reports(), note});
    }
  };
  return series;
}

/// Returns a held job for a decision; checks that it is held and records who decides.
Job held_job(Session& session, JobNumber number) {
  std::optional<Job> job = session.existing_store().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  if (job->dry_run == DryRun::yes)
    throw CommandError(Exit::refused, fmt::format("job {} was a dry run", number));
  if (job->status != JobStatus::held)
    throw CommandError(Exit::refused,
                       fmt::format("job {} is not held: {}", number, status_text(job->status)));
  job->decided_by = session.caller().account;
  return *job;
}

/// Under four_eyes a decision is somebody else's.
void check_eyes(const Session& session, const Job& held) {
  const std::string& account = session.caller().account;
  if (!session.config().http.four_eyes || !has_asked_for(held, account)) return;
  throw CommandError(Exit::refused,
                     fmt::format("{} started job {}: somebody else must approve it (four_eyes)",
                                 account, held.number));
}

bool has_damaged_row(const Job& job) {
  try {
    file_in(job.payload);
    return false;
  } catch (const JsonError&) {
    return true;
  }
}

/// Refuses a held job whose file, as it was shown, is not there any more.
void check_copy(const Session& session, const Job& held) {
  const std::string path = file_in(held.payload).spooled;
  if (!std::filesystem::exists(path))
    throw CommandError(
        Exit::refused,
        fmt::format("the file of job {} is no longer available; drop it again or reject the job",
                    held.number));
  const FeedFile copy(path);
  if (!held.digest.empty() &&
      sis::file_digest(copy.fd(), held.file, session.config().limits) != held.digest)
    throw CommandError(
        Exit::refused,
        fmt::format("the copy of the file of job {} is not what was shown; drop the file again or "
                    "reject the job",
                    held.number));
}

/// Refuses an older list when a later one exists: it must not silently replace the later one.
void check_later_lists(Session& session, const Job& held) {
  JobFilter filter;
  filter.kind = held.kind;
  filter.name = held.name;
  filter.dry_run = DryRun::no;
  for (const Job& job : session.existing_store().begin(Access::read)->jobs(filter)) {
    if (job.number <= held.number) return;
    const bool waits = job.status == JobStatus::held;
    if (!waits && !is_applied(job)) continue;
    throw CommandError(
        Exit::refused,
        fmt::format(
            "job {} stays held: a later list of {} {} (job {}); reject the job, or use --anyway",
            held.number, held.name, waits ? "is held, too" : "was taken", job.number));
  }
}

/// Refuses an older load when a later one exists: old data must not silently replace new data.
void check_later_loads(Session& session, const Job& held) {
  const auto later = sis::later_load(*session.existing_store().begin(Access::read), held);
  if (!later) return;
  throw CommandError(
      Exit::refused,
      fmt::format(
          "job {} stays held: a later load of {} {} (job {}); reject the job, or use --anyway",
          held.number, held.name,
          later->status == JobStatus::held ? "is held, too" : "was applied since", later->number));
}

}  // namespace

std::function<void(std::uint64_t, sis::ReadSoFar)> progress_of(const std::string& file,
                                                               const Session& session) {
  const auto& told = session.caller().on_progress;
  if (!told) return {};
  return [told, file](std::uint64_t records, sis::ReadSoFar so_far) {
    told({file, records, so_far.bytes, so_far.of});
  };
}

Document run_import(Session& session, const Arguments& arguments) {
  return run_loads(session, arguments, JobKind::import);
}

Document run_sync(Session& session, const Arguments& arguments) {
  return run_loads(session, arguments, JobKind::synchronize);
}

Document run_approve(Session& session, const Arguments& arguments) {
  Job held = held_job(session, arguments.required_number("N"));
  if (has_damaged_row(held))
    throw CommandError(Exit::refused,
                       fmt::format("the row of job {} is damaged; reject the job", held.number));
  check_eyes(session, held);
  if (held.kind == JobKind::purge) return approve_purge(session, held);
  if (held.kind == JobKind::remove) return approve_deletion(session, held);
  if (held.kind == JobKind::undo) return approve_undo_command(session, held, arguments);
  if (held.kind == JobKind::obligations) {
    if (!arguments.flag("anyway")) check_later_lists(session, held);
  } else {
    session.profile(held.name);  // it must still exist
    if (!arguments.flag("anyway")) check_later_loads(session, held);
  }
  check_copy(session, held);
  approve_payload(held);  // stored in the row at the start, so that it survives a crash
  std::string note;
  LoadEvents events = noting(note);
  events.on_job = session.caller().on_job;
  events.cancelled = session.caller().stopping;
  events.on_progress = progress_of(held.file, session);
  const Job job = run_stored_load(session, held, events);
  return JobTold{job, session.reports(), note};
}

Document run_reject(Session& session, const Arguments& arguments) {
  std::string note;
  Job held = held_job(session, arguments.required_number("N"));
  if (has_damaged_row(held)) held.payload.clear();
  const Job job = drop_job(job_place(session, noting(note)), held, {}, session.now());
  if (session.caller().on_job) session.caller().on_job(job);
  return JobTold{job, session.reports(), note};
}

}  // namespace roster
