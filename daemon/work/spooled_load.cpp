#include "daemon/work/spooled_load.hpp"

#include <fmt/format.h>

#include "daemon/show/outcome.hpp"
#include "daemon/show/report_csv.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/rerun.hpp"
#include "purge/obligations.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHeld = ".held";

std::string_view ending_of(JobStatus status) {
  if (status == JobStatus::held) return kHeld;
  return is_completed(status) ? ".handled" : ".failed";
}

sis::LoadRequest request_for(const Session& session, const sis::Profile& profile,
                             const FeedFile& feed, const Job& job, const LoadEvents& events) {
  sis::LoadRequest request;
  request.kind = job.kind;
  request.profile = &profile;
  request.fd = feed.fd();
  request.file = job.file;
  request.guard = parse_rerun(job.request).guard;
  request.rerun = job.request;
  request.limits = session.config().limits;
  request.workers = session.workers();
  request.reports = session.reports();
  request.clock = [&session] { return session.now().time; };
  request.cancelled = events.cancelled;
  request.on_progress = events.on_progress;
  return request;
}

Job fail(Session& session, const Job& job, const std::string& why) {
  return sis::fail_job(session.store(), session.reports(), job, why, session.now());
}

Job run_obligations(Session& session, const Job& job, const FeedFile& feed) {
  purge::ObligationsRequest request;
  request.source = job.name;
  request.fd = feed.fd();
  request.file = job.file;
  const std::chrono::nanoseconds modified{parse_rerun(job.request).stamp.modified};
  request.modified = Time{std::chrono::floor<std::chrono::seconds>(modified)};
  request.reports = session.reports();
  request.rerun = job.request;
  return purge::run_obligations(session.store(), request, job, session.now());
}

Job run(Session& session, const Job& job, const LoadEvents& events) {
  const std::string spooled = parse_rerun(job.request).spooled;
  if (!fs::exists(spooled)) return fail(session, job, "interrupted, and its copy is gone");
  try {
    const FeedFile feed(spooled);
    if (job.kind == JobKind::obligations) return run_obligations(session, job, feed);
    const sis::Profile profile = session.profile(job.name);
    return sis::run_load(session.store(), request_for(session, profile, feed, job, events), job,
                         session.now());
  } catch (const CommandError& gone) {
    return fail(session, job, gone.what());
  } catch (const sis::IncompleteFeed& incomplete) {
    return fail(session, job, incomplete.what());
  } catch (const StoreError&) {
    throw;
  } catch (const std::system_error&) {
    throw;
  } catch (const sis::Cancelled&) {
    throw;
  } catch (const std::exception& unforeseen) {  // once more would be the same again
    return fail(session, job, fmt::format("given up: {}", unforeseen.what()));
  }
}

/// A dropped file that cannot be renamed now is met again by the next visit, which says so.
void finish_if_possible(const Session& session, const Job& job) {
  try {
    finish_drop(session, job);
  } catch (const std::system_error&) {
  }
}

}  // namespace

Job run_spooled_load(Session& session, const Job& job, const LoadEvents& events) {
  const Job ended = run(session, job, events);
  if (events.on_job) events.on_job(ended);
  return ended;
}

void finish_drop(const Session& session, const Job& job) {
  const Rerun rerun = parse_rerun(job.request);
  if (rerun.dropped.empty()) return;
  const fs::path path = rerun.dropped;
  const std::string name = path.filename();
  const sis::DropDirectory directory(path.parent_path());
  const bool waits = directory.find(name, rerun.stamp, "").has_value();
  const bool decided =
      job.status != JobStatus::held && directory.find(name, rerun.stamp, kHeld).has_value();
  if (!waits && !decided) return;
  // The report first: whoever sees the ending finds it.
  directory.write(name + ".report.csv", report_csv(session.reports(), job));
  if (waits)
    directory.finish(name, rerun.stamp, ending_of(job.status));
  else
    directory.change_ending(name, rerun.stamp, kHeld, ending_of(job.status));
}

void resume_loads(Session& session, const LoadEvents& events) {
  constexpr std::int64_t kRecent = 100;
  JobFilter filter;
  filter.limit = kRecent;
  std::vector<Job> jobs = session.store().begin(Access::read)->jobs(filter);
  for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
    if (parse_rerun(job->request).spooled.empty()) continue;
    const bool open = job->status == JobStatus::pending || job->status == JobStatus::running;
    finish_if_possible(session, open ? run_spooled_load(session, *job, events) : *job);
  }
}

}  // namespace roster
