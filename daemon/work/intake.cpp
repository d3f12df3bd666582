#include "daemon/work/intake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/show/outcome.hpp"
#include "daemon/work/begun_jobs.hpp"
#include "daemon/work/feed_file.hpp"
#include "purge/obligations.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// With a file time further in the future than this, the file's age is unknown.
constexpr std::chrono::seconds kClockSkew{5};

Time last_touched(const sis::DroppedFile& file) {
  return Time{
      std::chrono::ceil<std::chrono::seconds>(std::chrono::nanoseconds{file.stamp.changed})};
}

/// Maximum number of left files reported in one visit.
constexpr int kMostTold = 20;

/// Processes one input.
class Intake {
 public:
  Intake(Session& session, InputName input, InputMemory& memory, const IntakeEvents& events)
      : session_(session),
        input_(std::move(input)),
        memory_(memory),
        events_(events),
        path_(input_directory(session, input_)),
        directory_(path_) {
    events_.on_left_over = [this](const Job& job, const std::string& what) {
      result_.trouble = left_over_text(job, what);
    };
    events_.on_passed_over = [this](const Job& job, const std::string& what) {
      const std::string text = unreported_text(job, what);
      memory_.unreported[job.file] = {text, session_.now().time};
      leave(LeftAlone::Why::unreported, job.file, text);
    };
  }

  IntakeResult run() {
    left_before_ = std::exchange(memory_.left, {});
    held_back_before_ = std::exchange(memory_.held_back, {});
    remember_unreported();
    const sis::DropListing listing = directory_.list();
    for (const sis::Oddity& oddity : listing.oddities)
      leave(LeftAlone::Why::odd, oddity.name, "it is " + oddity.what);
    begun_ = begun_in(session_, input_.kind, path_);
    for (const sis::DroppedFile& file : listing.files)
      if (is_wanted(file)) look_at(file);
    for (const Begun& begun : begun_) close_if_gone(begun);
    tell_of_others();
    return std::move(result_);
  }

 private:
  Session& session_;
  InputName input_;
  InputMemory& memory_;
  IntakeEvents events_;
  fs::path path_;
  sis::DropDirectory directory_;
  IntakeResult result_;
  std::map<std::string, std::string> left_before_;
  std::map<std::string, Time> held_back_before_;
  std::vector<Begun> begun_;
  int told_ = 0;              // number of reported files that are left alone
  bool older_waits_ = false;  // an earlier file cannot be loaded yet

  void look_at(const sis::DroppedFile& file) {
    if (!has_settled(file)) {
      look_again(last_touched(file) + session_.config().settle);
      return hold_back_later_ones(file, "it is still changing");
    }
    if (older_waits_) return;
    try {
      work_on(file);
    } catch (const std::system_error& error) {
      result_.trouble = error.what();
      hold_back_later_ones(file, "it cannot be loaded");
    }
  }

  void look_again(Time when) {
    if (!result_.look_again || when < *result_.look_again) result_.look_again = when;
  }

  void leave(LeftAlone::Why why, const std::string& name, const std::string& text) {
    const auto before = left_before_.find(name);
    const bool told = before != left_before_.end() && before->second == text;
    if (!told && told_++ < kMostTold && events_.on_left) events_.on_left({why, name, text});
    memory_.left[name] = text;
  }

  /// `status` shows for a day whose sender was not told.
  void remember_unreported() {
    const Time now = session_.now().time;
    std::erase_if(memory_.unreported, [&](const auto& file) {
      return now >= file.second.since + std::chrono::hours(24);
    });
    for (const auto& [name, file] : memory_.unreported) memory_.left[name] = file.text;
  }

  /// Summarises further files, so that senders cannot flood the log.
  void tell_of_others() const {
    if (told_ > kMostTold && events_.on_left)
      events_.on_left(
          {LeftAlone::Why::odd, path_, fmt::format("{} more of its files", told_ - kMostTold)});
  }

  /// Other files belong to feeds, or are a mistake.
  bool is_wanted(const sis::DroppedFile& file) {
    if (input_.kind == JobKind::obligations) {
      if (source_of(file)) return true;
      leave(LeftAlone::Why::odd, file.name, "no obligations source of this name is configured");
      return false;
    }
    if (sis::is_feed_name(file.name)) return true;
    leave(LeftAlone::Why::companion, file.name, "its name does not end in .xml, .zip, .gz or .tgz");
    return false;
  }

  bool has_settled(const sis::DroppedFile& file) const {
    const Time now = session_.now().time;
    return now >= last_touched(file) + session_.config().settle ||
           last_touched(file) > now + kClockSkew;
  }

  /// Files are loaded in their order, so later ones wait for this one, for a limited time.
  void hold_back_later_ones(const sis::DroppedFile& file, const std::string& why) {
    const Time now = session_.now().time;
    const auto seen = held_back_before_.find(file.name);
    const Time since = seen == held_back_before_.end() ? now : seen->second;
    memory_.held_back[file.name] = since;
    if (now < since + session_.config().incomplete)
      older_waits_ = true;
    else
      leave(LeftAlone::Why::waiting, file.name, why + "; later files are loaded first");
  }

  void work_on(const sis::DroppedFile& file) {
    std::optional<Begun> begun = begun_on(begun_, file, directory_, session_.config().limits);
    if (begun && is_over(begun->job.status)) return finish(*begun, file);
    const Time given_up = last_touched(file) + session_.config().incomplete;
    const bool waits = session_.now().time < given_up;
    const bool is_as_it_was = begun && begun->file.stamp == file.stamp;
    if (is_as_it_was && begun->file.waiting && waits) return wait_for_rest(file, given_up);
    if (!begun || !is_as_it_was || begun->file.spooled.empty())
      begun = {begun ? renewed(begun->job, file) : add(file), {}, file.name};
    const Job job =
        run_stored_load(session_, begun->job, events_, waits ? TooShort::waits : TooShort::fails);
    if (job.status != JobStatus::pending)
      result_.jobs.push_back(job);
    else
      note_waiting(job, file, given_up);
  }

  /// Renames a file whose job is over.
  void finish(Begun& begun, const sis::DroppedFile& file) {
    begun.file.stamp = file.stamp;
    begun.file.dropped = path_ / file.name;
    begun.job.payload = with_file(begun.job.payload, begun.file);
    follow_job(job_place(session_, events_), begun.job);
  }

  /// Closes the job of a file that was removed: its load cannot run, or no file needs renaming.
  void close_if_gone(const Begun& begun) {
    if (fs::exists(fs::symlink_status(path_ / begun.name))) return;
    const std::optional<Job> now = session_.store().begin(Access::read)->job(begun.job.number);
    if (!now || !now->open || fs::path(file_in(now->payload).dropped).filename() != begun.name)
      return;
    const JobPlace place = job_place(session_, events_);
    if (is_over(now->status)) {
      follow_job(place, *now);
      return;
    }
    const Job failed = fail_job(place, *now, kTakenAway, session_.now());
    if (events_.on_job) events_.on_job(failed);
    result_.jobs.push_back(failed);
  }

  static std::string rest_of(const sis::DroppedFile& file) {
    return "waiting for the rest of " + file.name;
  }

  /// Nothing was loaded: the file changed, or is incomplete.
  void note_waiting(const Job& job, const sis::DroppedFile& file, Time given_up) {
    if (job.message != rest_of(file)) {  // "a.xml changed while it was read"
      leave(LeftAlone::Why::waiting, file.name, "it" + job.message.substr(file.name.size()));
      hold_back_later_ones(file, "it cannot be loaded");
      return look_again(session_.now().time + session_.config().settle);
    }
    JobFile waiting = file_in(job.payload);
    waiting.waiting = true;
    set_payload(session_.store(), job, with_file(job.payload, waiting));
    wait_for_rest(file, given_up);
  }

  void wait_for_rest(const sis::DroppedFile& file, Time given_up) {
    leave(LeftAlone::Why::waiting, file.name, "it is incomplete; waiting for the rest");
    look_again(given_up);
  }

  /// The source of an obligations file, by its name: `circulation` or `circulation.csv`.
  std::optional<std::string> source_of(const sis::DroppedFile& file) const {
    const auto& sources = session_.config().obligations.sources;
    const auto named = std::find_if(sources.begin(), sources.end(), [&](const std::string& source) {
      return file.name == source || file.name == source + ".csv";
    });
    return named == sources.end() ? std::nullopt : std::optional(*named);
  }

  JobFile place_of(const sis::DroppedFile& file) const {
    JobFile place;
    place.dropped = path_ / file.name;
    place.stamp = file.stamp;
    return place;
  }

  /// The same job for the current file and the current configuration; nothing of it was applied.
  Job renewed(Job job, const sis::DroppedFile& file) {
    job.file = file.name;
    std::string payload;
    if (input_.kind == JobKind::obligations)
      payload = write_payload(purge::ObligationsPayload{
          place_of(file), session_.config().obligations.guard, purge::GuardMode::on});
    else
      payload = write_payload(sis::LoadPayload{place_of(file), sis::GuardMode::on,
                                               sis::Extent::by_profile,
                                               session_.profile(input_.profile)});
    return set_payload(session_.store(), std::move(job), std::move(payload));
  }

  Job add(const sis::DroppedFile& file) {
    if (input_.kind == JobKind::obligations) {
      purge::ObligationsRequest request;
      request.source = *source_of(file);
      request.file = file.name;
      request.guard = session_.config().obligations.guard;
      request.place = place_of(file);
      request.by = session_.caller().account;
      return purge::add_obligations(session_.store(), request, session_.now());
    }
    const sis::Profile& profile = session_.profile(input_.profile);
    sis::LoadRequest request;
    request.kind = input_.kind;
    request.profile = &profile;
    request.file = file.name;
    request.place = place_of(file);
    request.by = session_.caller().account;
    return sis::add_load(session_.store(), request, session_.now());
  }
};

}  // namespace

std::string left_text(const LeftAlone& left) {
  const bool is_over = left.why == LeftAlone::Why::unreported;
  return fmt::format("{}: {}{}", left.name, is_over ? "" : "left alone: ", left.text);
}

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
