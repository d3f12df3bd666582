#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/rerun.hpp"
#include "daemon/work/spooled_load.hpp"
#include "sis/load/load.hpp"
#include "sis/load/undo.hpp"

namespace roster {

namespace {

constexpr const char* kCancelled = "stopped before its end; nothing was applied";

/// The profile and the files of `[PROFILE] FILE…`: the first word is a profile when it is one's
/// code and files follow.
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
    chosen.profile.import.xsd = parse_xsd(*xsd);
    chosen.profile.synchronize.xsd = parse_xsd(*xsd);
  }
  return chosen;
}

sis::LoadRequest request_for(Session& session, const sis::Profile& profile, JobKind kind,
                             const FeedFile& file) {
  sis::LoadRequest request;
  request.kind = kind;
  request.profile = &profile;
  request.fd = file.fd();
  request.file = file.name();
  request.limits = session.config().limits;
  request.workers = session.workers();
  request.reports = session.reports();
  request.clock = [&session] { return session.now().time; };
  request.on_progress = progress_of(file.name(), session);
  request.cancelled = session.caller().cancelled;
  return request;
}

/// A held job must find its file again when somebody approves it.
void keep_for_approval(Session& session, const FeedFile& file, Job& job) {
  const std::string path = file.copy_to(session.config().spool, fmt::format("{}", job.number));
  job.request = to_json(Rerun{path, {}});
  const auto transaction = session.store().begin(Access::write);
  transaction->update_job(job);
  transaction->commit();
}

Job run_one(Session& session, const FeedFile& file, const sis::LoadRequest& request) {
  Store& store = session.store();
  Job job = sis::add_load(store, request, session.now());
  try {
    job = sis::run_load(store, request, job, session.now());
  } catch (const sis::IncompleteFeed& incomplete) {
    job = sis::fail_job(store, session.reports(), job, incomplete.what(), session.now());
  } catch (const sis::Cancelled&) {
    job = sis::fail_job(store, session.reports(), job, kCancelled, session.now());
  }
  if (job.status == JobStatus::held && job.dry_run == DryRun::no)
    keep_for_approval(session, file, job);
  if (session.caller().on_job) session.caller().on_job(job);
  return job;
}

/// Each file is a job of its own. None is loaded when one of them cannot be opened.
Document run_loads(Session& session, const Arguments& arguments, JobKind kind) {
  const auto chosen = std::make_shared<Chosen>(choose(session, arguments));
  for (const std::string& path : chosen->files) session.open(path);
  JobSeries series;
  if (chosen->files.size() > 1) series.count = JobSeries::Count::many;
  const DryRun dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  const bool diff = arguments.flag("diff");
  series.run = [&session, chosen, kind, dry_run, diff](const JobSeries::Listener& listener) {
    for (const std::string& path : chosen->files) {
      const FeedFile file = session.open(path);
      sis::LoadRequest request = request_for(session, chosen->profile, kind, file);
      request.dry_run = dry_run;
      if (diff) request.on_change = listener.on_change;
      const Job job = run_one(session, file, request);
      listener.on_job({job, session.reports(), ""});
    }
  };
  return series;
}

Job held_job(Session& session, JobNumber number) {
  const std::optional<Job> job = session.store().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  if (job->status != JobStatus::held || job->dry_run == DryRun::yes)
    throw CommandError(Exit::refused,
                       fmt::format("job {} is not held: {}", number, status_text(job->status)));
  return *job;
}

/// The decision stands, even when the dropped file cannot be renamed. Answers what to say then.
std::string finish_decided(const Session& session, const Job& job) {
  try {
    finish_drop(session, job);
  } catch (const std::system_error& error) {
    return fmt::format("the dropped file keeps its ending .held: {}", error.what());
  }
  return {};
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
  if (held.kind == JobKind::purge) return approve_purge(session, held);
  session.profile(held.name);  // which must still be there
  Rerun rerun = parse_rerun(held.request);
  if (!std::filesystem::exists(rerun.spooled))
    throw CommandError(Exit::refused,
                       fmt::format("the file of job {} is not kept any more; drop it again, or "
                                   "reject the job",
                                   held.number));
  rerun.guard = sis::GuardMode::approved;
  held.request = to_json(rerun);  // in the row from the load's start on: it survives a crash
  LoadEvents events;
  events.on_job = session.caller().on_job;
  events.cancelled = session.caller().stopping;
  events.on_progress = progress_of(held.file, session);
  const Job job = run_spooled_load(session, held, events);
  std::filesystem::remove(rerun.spooled);
  return JobTold{job, session.reports(), finish_decided(session, job)};
}

Document run_reject(Session& session, const Arguments& arguments) {
  Job job = held_job(session, arguments.required_number("N"));
  job.status = JobStatus::dropped;
  job.ended = session.now().time;
  const auto transaction = session.store().begin(Access::write);
  transaction->update_job(job);
  transaction->commit();
  rewrite_report(session.reports(), job);
  if (job.kind != JobKind::purge) std::filesystem::remove(parse_rerun(job.request).spooled);
  if (session.caller().on_job) session.caller().on_job(job);
  return JobTold{job, session.reports(), finish_decided(session, job)};
}

Document run_undo_command(Session& session, const Arguments& arguments) {
  sis::UndoRequest request;
  request.undo = arguments.required_number("N");
  request.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  request.reports = session.reports();
  request.on_progress = [&session] { session.progress(); };
  if (!session.store().begin(Access::read)->job(request.undo))
    throw CommandError(Exit::not_found, fmt::format("there is no job {}", request.undo));
  try {
    const Job job = sis::run_undo(session.store(), request, session.now());
    if (session.caller().on_job) session.caller().on_job(job);
    return JobTold{job, session.reports(), ""};
  } catch (const sis::CannotUndo& refused) {
    throw CommandError(Exit::refused, refused.what());
  }
}

}  // namespace roster
