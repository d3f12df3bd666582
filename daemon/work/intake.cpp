#include "daemon/work/intake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/show/outcome.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/rerun.hpp"
#include "purge/obligations.hpp"
#include "sis/load/probe.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// A clock that is more than this behind a file's time cannot tell how old the file is.
constexpr std::chrono::seconds kClockSkew{5};

Time last_touched(const sis::DroppedFile& file) {
  return Time{
      std::chrono::ceil<std::chrono::seconds>(std::chrono::nanoseconds{file.stamp.changed})};
}

/// Files left alone that are told of in one visit.
constexpr int kMostTold = 20;

/// One input being worked off.
class Intake {
 public:
  Intake(Session& session, InputName input, InputMemory& memory, const IntakeEvents& events)
      : session_(session),
        input_(std::move(input)),
        memory_(memory),
        events_(events),
        path_(input_directory(session, input_)),
        directory_(path_) {}

  IntakeResult run() {
    left_before_ = std::exchange(memory_.left, {});
    incomplete_before_ = std::exchange(memory_.incomplete, {});
    const sis::DropListing listing = directory_.list();
    for (const sis::Oddity& oddity : listing.oddities)
      leave(LeftAlone::Why::odd, oddity.name, "it is " + oddity.what);
    if (!listing.files.empty()) begun_ = begun();
    for (const sis::DroppedFile& file : listing.files) {
      if (!has_settled(file)) break;
      work_on(file);
    }
    tell_of_others();
    return std::move(result_);
  }

 private:
  Session& session_;
  InputName input_;
  InputMemory& memory_;
  const IntakeEvents& events_;
  fs::path path_;
  sis::DropDirectory directory_;
  IntakeResult result_;
  std::map<std::string, std::string> left_before_;
  std::map<std::string, sis::Stamp> incomplete_before_;
  std::vector<std::pair<Rerun, Job>> begun_;
  int told_ = 0;  // of how many files that are left alone

  void look_again(Time when) {
    if (!result_.look_again || when < *result_.look_again) result_.look_again = when;
  }

  void leave(LeftAlone::Why why, const std::string& name, const std::string& text) {
    const auto before = left_before_.find(name);
    const bool told = before != left_before_.end() && before->second == text;
    if (!told && told_++ < kMostTold && events_.on_left) events_.on_left({why, name, text});
    memory_.left[name] = text;
  }

  /// Whoever may drop files must not be able to flood the log with them.
  void tell_of_others() const {
    if (told_ > kMostTold && events_.on_left)
      events_.on_left(
          {LeftAlone::Why::odd, path_, fmt::format("{} more of its files", told_ - kMostTold)});
  }

  bool has_settled(const sis::DroppedFile& file) {
    const Time now = session_.now().time;
    const Time settled = last_touched(file) + session_.config().settle;
    if (now >= settled || last_touched(file) > now + kClockSkew) return true;
    look_again(settled);
    return false;
  }

  /// Jobs of this input whose file may still lie there: what died, or could not be renamed.
  std::vector<std::pair<Rerun, Job>> begun() {
    constexpr std::int64_t kRecent = 200;
    JobFilter filter;
    filter.kind = input_.kind;
    if (!input_.profile.empty()) filter.name = input_.profile;
    filter.limit = kRecent;
    std::vector<std::pair<Rerun, Job>> jobs;
    for (Job& job : session_.store().begin(Access::read)->jobs(filter))
      jobs.emplace_back(parse_rerun(job.request), std::move(job));
    return jobs;
  }

  std::optional<Job> begun_on(const sis::DroppedFile& file) const {
    for (const auto& [rerun, job] : begun_)
      if (rerun.stamp == file.stamp && rerun.dropped == path_ / file.name) return job;
    return {};
  }

  void work_on(const sis::DroppedFile& file) {
    if (input_.kind == JobKind::obligations && !source_of(file))
      return leave(LeftAlone::Why::odd, file.name, "it is of no source that is configured");
    const Time given_up = last_touched(file) + session_.config().incomplete;
    const bool waits = session_.now().time < given_up;
    const auto known = incomplete_before_.find(file.name);
    if (waits && known != incomplete_before_.end() && known->second == file.stamp)
      return wait_for_rest(file, given_up);
    const std::optional<Job> job = begun_on(file);
    if (job && job->status != JobStatus::pending && job->status != JobStatus::running)
      return finish_drop(session_, *job);
    const fs::path copy = copy_of(file);
    if (!directory_.claim(file, copy)) {
      leave(LeftAlone::Why::waiting, file.name, "it changed while it was copied");
      return look_again(session_.now().time + session_.config().settle);
    }
    if (!job && waits && !is_whole(copy)) {
      fs::remove(copy);
      return wait_for_rest(file, given_up);
    }
    result_.jobs.push_back(run_spooled_load(session_, job ? *job : add(file, copy), events_));
    finish_drop(session_, result_.jobs.back());
  }

  fs::path copy_of(const sis::DroppedFile& file) const {
    fs::create_directories(session_.config().spool);
    return session_.config().spool / fmt::format("{}-{}", file.stamp.inode, file.stamp.changed);
  }

  bool is_whole(const fs::path& copy) const {
    const FeedFile feed(copy);
    if (input_.kind == JobKind::obligations) return feed.ends_with_line_break();
    return sis::is_complete(feed.fd(), session_.config().limits, events_.cancelled);
  }

  /// Whose obligations a file holds, by its name: `circulation` or `circulation.csv`.
  std::optional<std::string> source_of(const sis::DroppedFile& file) const {
    const auto& sources = session_.config().obligations.sources;
    const auto named = std::find_if(sources.begin(), sources.end(), [&](const std::string& source) {
      return file.name == source || file.name == source + ".csv";
    });
    return named == sources.end() ? std::nullopt : std::optional(*named);
  }

  void wait_for_rest(const sis::DroppedFile& file, Time given_up) {
    leave(LeftAlone::Why::waiting, file.name, "it ends too early; waiting for the rest");
    memory_.incomplete[file.name] = file.stamp;
    look_again(given_up);
  }

  Job add(const sis::DroppedFile& file, const fs::path& copy) {
    const std::string rerun =
        to_json(Rerun{copy, path_ / file.name, file.stamp, sis::GuardMode::on});
    if (input_.kind == JobKind::obligations) return add_obligations(file, rerun);
    const sis::Profile& profile = session_.profile(input_.profile);
    sis::LoadRequest request;
    request.kind = input_.kind;
    request.profile = &profile;
    request.file = file.name;
    request.rerun = rerun;
    return sis::add_load(session_.store(), request, session_.now());
  }

  Job add_obligations(const sis::DroppedFile& file, const std::string& rerun) {
    purge::ObligationsRequest request;
    request.source = *source_of(file);
    request.file = file.name;
    request.rerun = rerun;
    return purge::add_obligations(session_.store(), request, session_.now());
  }
};

}  // namespace

fs::path input_directory(const Session& session, const InputName& input) {
  if (input.kind == JobKind::obligations)
    return session.config().inbox / session.config().obligations.input;
  const std::string& name = sis::action_of(session.profile(input.profile), input.kind).input;
  if (name.empty())
    throw CommandError(Exit::usage, fmt::format("profile {} has no input for {}", input.profile,
                                                to_string(input.kind)));
  return session.config().inbox / name;
}

IntakeResult work_off(Session& session, const InputName& input, InputMemory& memory,
                      const IntakeEvents& events) {
  return Intake(session, input, memory, events).run();
}

}  // namespace roster
