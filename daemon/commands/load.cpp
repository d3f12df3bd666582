#include <fmt/format.h>

#include <algorithm>

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

namespace json = boost::json;

constexpr std::int64_t kRejectionsShown = 20;
constexpr const char* kCancelled = "stopped before its end; nothing was applied";

Exit exit_of(const Job& job) {
  if (job.status == JobStatus::failed) return Exit::refused;
  if (job.status == JobStatus::held) return Exit::held;
  if (job.status == JobStatus::completed_with_errors) return Exit::rejected;
  return Exit::done;
}

/// Of several files, what needs the administrator most decides the exit code.
Exit graver(Exit a, Exit b) {
  constexpr Exit kOrder[] = {Exit::done, Exit::rejected, Exit::held, Exit::refused};
  const auto rank = [&](Exit e) { return std::find(std::begin(kOrder), std::end(kOrder), e); };
  return rank(a) < rank(b) ? b : a;
}

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
                             const FeedFile& file, const Output& out) {
  sis::LoadRequest request;
  request.kind = kind;
  request.profile = &profile;
  request.fd = file.fd();
  request.file = file.name();
  request.limits = session.config().limits;
  request.workers = session.workers();
  request.reports = session.reports();
  request.clock = [&session] { return session.now().time; };
  request.on_progress = progress_of(file.name(), out);
  request.cancelled = out.cancelled;
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

void tell_job(Session& session, const Job& job, const Output& out) {
  out.write(render_job(job, session.zone()));
  if (job.status == JobStatus::held && job.dry_run == DryRun::no)
    out.write(
        fmt::format("  nothing was applied; look at it with `rosterctl job {0}`, then `rosterctl "
                    "approve {0}` or "
                    "`rosterctl reject {0}`\n",
                    job.number));
  if (job.counts.contains("rejected") && job.counts.at("rejected") > 0)
    out.write(rejections_text(session.reports(), job, kRejectionsShown));
}

Job run_one(Session& session, const Chosen& chosen, JobKind kind, const std::string& path,
            const Arguments& arguments, const Output& out) {
  const FeedFile file = session.open(path);
  sis::LoadRequest request = request_for(session, chosen.profile, kind, file, out);
  if (arguments.flag("dry-run")) request.dry_run = DryRun::yes;
  if (arguments.flag("diff") && out.format == Format::text)
    request.on_change = [&](const User* before, const User& after, const FieldSet& changed) {
      out.write(render_change(before, after, changed));
    };
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
  if (out.on_job) out.on_job(job);
  return job;
}

Exit run_load_command(Session& session, const Arguments& arguments, const Output& out,
                      JobKind kind) {
  const Chosen chosen = choose(session, arguments);
  Exit worst = Exit::done;
  json::array documents;
  for (const std::string& path : chosen.files) {
    const Job job = run_one(session, chosen, kind, path, arguments, out);
    worst = graver(worst, exit_of(job));
    if (out.format == Format::json)
      documents.push_back(json::parse(to_json(job)));
    else
      tell_job(session, job, out);
  }
  if (out.format == Format::json) {
    if (chosen.files.size() == 1)
      out.json(documents.front());
    else
      out.json(documents);
  }
  return worst;
}

Job held_job(Session& session, JobNumber number) {
  const std::optional<Job> job = session.store().begin(Access::read)->job(number);
  if (!job) throw CommandError(Exit::not_found, fmt::format("there is no job {}", number));
  if (job->status != JobStatus::held || job->dry_run == DryRun::yes)
    throw CommandError(Exit::refused,
                       fmt::format("job {} is not held: {}", number, status_text(job->status)));
  return *job;
}

void tell(Session& session, const Job& job, const Output& out) {
  if (out.format == Format::json)
    out.json(json::parse(to_json(job)));
  else
    tell_job(session, job, out);
}

/// The decision stands, even when the dropped file cannot be renamed.
void finish_decided(const Session& session, const Job& job, const Output& out) {
  try {
    finish_drop(session, job);
  } catch (const std::system_error& error) {
    if (out.format == Format::text)
      out.write(fmt::format("  the dropped file keeps its ending .held: {}\n", error.what()));
  }
}

}  // namespace

std::function<void(std::uint64_t, sis::ReadSoFar)> progress_of(const std::string& file,
                                                               const Output& out) {
  if (!out.progress) return {};
  return [&out, file](std::uint64_t records, sis::ReadSoFar so_far) {
    out.progress({file, records, so_far.bytes, so_far.of});
  };
}

Exit run_import(Session& session, const Arguments& arguments, const Output& out) {
  return run_load_command(session, arguments, out, JobKind::import);
}

Exit run_sync(Session& session, const Arguments& arguments, const Output& out) {
  return run_load_command(session, arguments, out, JobKind::synchronize);
}

Exit run_approve(Session& session, const Arguments& arguments, const Output& out) {
  Job held = held_job(session, arguments.required_number("N"));
  if (held.kind == JobKind::purge) return approve_purge(session, held, out);
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
  events.on_job = out.on_job;
  events.cancelled = out.stopping;
  events.on_progress = progress_of(held.file, out);
  const Job job = run_spooled_load(session, held, events);
  std::filesystem::remove(rerun.spooled);
  tell(session, job, out);
  finish_decided(session, job, out);
  return exit_of(job);
}

Exit run_reject(Session& session, const Arguments& arguments, const Output& out) {
  Job job = held_job(session, arguments.required_number("N"));
  job.status = JobStatus::dropped;
  job.ended = session.now().time;
  const auto transaction = session.store().begin(Access::write);
  transaction->update_job(job);
  transaction->commit();
  rewrite_report(session.reports(), job);
  if (job.kind != JobKind::purge) std::filesystem::remove(parse_rerun(job.request).spooled);
  if (out.on_job) out.on_job(job);
  tell(session, job, out);
  finish_decided(session, job, out);
  return Exit::done;
}

Exit run_undo_command(Session& session, const Arguments& arguments, const Output& out) {
  sis::UndoRequest request;
  request.undo = arguments.required_number("N");
  request.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  request.reports = session.reports();
  request.on_progress = [&session] { session.progress(); };
  if (!session.store().begin(Access::read)->job(request.undo))
    throw CommandError(Exit::not_found, fmt::format("there is no job {}", request.undo));
  try {
    const Job job = sis::run_undo(session.store(), request, session.now());
    if (out.on_job) out.on_job(job);
    tell(session, job, out);
  } catch (const sis::CannotUndo& refused) {
    throw CommandError(Exit::refused, refused.what());
  }
  return Exit::done;
}

}  // namespace roster
