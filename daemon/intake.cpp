#include "daemon/intake.hpp"

#include <fmt/format.h>

#include "daemon/command.hpp"
#include "daemon/feed_file.hpp"
#include "daemon/report_csv.hpp"
#include "daemon/rerun.hpp"
#include "sis/load.hpp"
#include "sis/probe.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

std::string_view suffix_of(JobStatus status) {
  if (status == JobStatus::held) return ".held";
  return is_completed(status) ? ".handled" : ".failed";
}

/// One input being worked off.
class Intake {
 public:
  Intake(Session& session, InputName input, const IntakeEvents& events)
      : session_(session),
        profile_(session.profile(input.profile)),
        input_(std::move(input)),
        events_(events),
        path_(input_directory(session, input_)),
        directory_(path_) {}

  IntakeResult run() {
    const sis::DropListing listing = directory_.list();
    if (events_.on_oddity)
      for (const sis::Oddity& oddity : listing.oddities) events_.on_oddity(oddity);
    for (const sis::DroppedFile& file : listing.files) work_on(file);
    return std::move(result_);
  }

 private:
  Session& session_;
  sis::Profile profile_;
  InputName input_;
  const IntakeEvents& events_;
  fs::path path_;
  sis::DropDirectory directory_;
  IntakeResult result_;

  void look_again(Time when) {
    if (!result_.look_again || when < *result_.look_again) result_.look_again = when;
  }

  void leave(const sis::DroppedFile& file, const std::string& why) const {
    if (events_.on_left) events_.on_left(file.name, why);
  }

  static Time last_touched(const sis::DroppedFile& file) {
    return Time{
        std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds{file.stamp.changed})};
  }

  void work_on(const sis::DroppedFile& file) {
    const Time now = session_.now().time;
    const Time settled = last_touched(file) + session_.config().settle;
    if (now < settled) return look_again(settled);
    const fs::path copy =
        session_.config().spool / fmt::format("{}-{}", file.stamp.inode, file.stamp.changed);
    fs::create_directories(session_.config().spool);
    if (!directory_.claim(file, copy)) {
      leave(file, "it changed while it was copied");
      return look_again(now + session_.config().settle);
    }
    const FeedFile feed(copy);
    const Time given_up = last_touched(file) + session_.config().incomplete;
    if (now < given_up && !sis::is_complete(feed.fd(), session_.config().limits)) {
      fs::remove(copy);
      leave(file, "it ends too early; waiting for the rest");
      return look_again(given_up);
    }
    load(file, feed, copy);
  }

  void load(const sis::DroppedFile& file, const FeedFile& feed, const fs::path& copy) {
    sis::LoadRequest request;
    request.kind = input_.kind;
    request.profile = &profile_;
    request.fd = feed.fd();
    request.file = file.name;
    request.rerun = to_json(Rerun{copy, path_ / file.name, file.stamp});
    const Job job = sis::add_load(session_.store(), request, session_.now());
    result_.jobs.push_back(run_spooled_load(job));
  }

 public:
  /// Runs a load whose row and spooled copy are there, and finishes its dropped file.
  Job run_spooled_load(const Job& job) {
    const FeedFile feed(parse_rerun(job.request).spooled);
    sis::LoadRequest request;
    request.kind = job.kind;
    request.profile = &profile_;
    request.fd = feed.fd();
    request.file = job.file;
    request.rerun = job.request;
    request.limits = session_.config().limits;
    request.workers = session_.workers();
    request.reports = session_.reports();
    request.clock = [this] { return session_.now().time; };
    request.cancelled = events_.cancelled;
    if (events_.on_progress)
      request.on_progress = [this](std::uint64_t, sis::ReadSoFar) { events_.on_progress(); };
    Job ended;
    try {
      ended = sis::run_load(session_.store(), request, job, session_.now());
    } catch (const sis::IncompleteFeed& incomplete) {
      ended = sis::fail_job(session_.store(), session_.reports(), job, incomplete.what(),
                            session_.now());
    }
    finish_drop(session_, ended);
    if (events_.on_job) events_.on_job(ended);
    return ended;
  }
};

}  // namespace

fs::path input_directory(const Session& session, const InputName& input) {
  const std::string& name = sis::action_of(session.profile(input.profile), input.kind).input;
  if (name.empty())
    throw CommandError(Exit::usage, fmt::format("profile {} has no input for {}", input.profile,
                                                to_string(input.kind)));
  return session.config().inbox / name;
}

IntakeResult work_off(Session& session, const InputName& input, const IntakeEvents& events) {
  return Intake(session, input, events).run();
}

/// A load whose profile or directory is gone meanwhile cannot be run again.
Job resume(Session& session, const Job& job, const IntakeEvents& events) {
  try {
    return Intake(session, {job.name, job.kind}, events).run_spooled_load(job);
  } catch (const CommandError& gone) {
    return sis::fail_job(session.store(), session.reports(), job, gone.what(), session.now());
  }
}

std::vector<Job> resume_loads(Session& session, const IntakeEvents& events) {
  JobFilter filter;
  filter.limit = 100;
  std::vector<Job> jobs = session.store().begin(Access::read)->jobs(filter);
  std::vector<Job> resumed;
  for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
    if (job->kind != JobKind::import && job->kind != JobKind::synchronize) continue;
    const bool open = job->status == JobStatus::pending || job->status == JobStatus::running;
    if (open && fs::exists(parse_rerun(job->request).spooled))
      resumed.push_back(Intake(session, {job->name, job->kind}, events).run_spooled_load(*job));
    else if (!open)
      finish_drop(session, *job);
  }
  return resumed;
}

void finish_drop(const Session& session, const Job& job) {
  const Rerun rerun = parse_rerun(job.request);
  if (rerun.dropped.empty()) return;
  const fs::path path = rerun.dropped;
  const sis::DropDirectory directory(path.parent_path());
  const auto renamed = directory.finish(path.filename(), rerun.stamp, suffix_of(job.status));
  if (!renamed) return;
  directory.write(path.filename().string() + ".report.csv", report_csv(session.reports(), job));
}

}  // namespace roster
