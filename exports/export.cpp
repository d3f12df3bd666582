#include "exports/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "exports/feed.hpp"
#include "exports/file_set.hpp"
#include "exports/writing.hpp"
#include "sis/feed.hpp"
#include "users/base/text.hpp"
#include "users/jobs/payload.hpp"

namespace roster::exports {
namespace {

/// What the files are made by: with another text everybody is handed on again.
std::string fingerprint(const Settings& settings) {
  Settings relevant = settings;
  relevant.what = What::changed;
  relevant.file.clear();
  relevant.removed_ids.clear();
  return write_payload(relevant);
}

bool fits(const Where& where, const Departure& gone) {
  User user;
  user.user_group.value = gone.user_group;
  user.record_type.value = gone.record_type;
  user.external_id = gone.profile;
  user.status.value = gone.status;
  return fits(where, user);
}

/// Those whose ids nobody has again: who came back, or whose id somebody else got, is not removed
/// in the target.
std::vector<Departure> still_gone(Transaction& transaction, std::string_view removed_ids,
                                  std::span<const Departure> all) {
  constexpr std::size_t kBatch = 500;
  std::vector<Departure> gone;
  for (; !all.empty(); all = all.subspan(std::min(kBatch, all.size()))) {
    const auto batch = all.first(std::min(kBatch, all.size()));
    std::vector<std::string_view> ids;
    for (const Departure& departure : batch) ids.push_back(departure.id);
    const std::vector<Owners> owners = transaction.owners(ids);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const bool is_back = removed_ids == "primary_id" ? owners[i].by_primary_id != 0
                                                       : owners[i].identifier_type == removed_ids;
      if (!is_back) gone.push_back(batch[i]);
    }
  }
  return gone;
}

/// One export on its way.
class Export {
 public:
  Export(const JobPlace& place, const std::function<void()>& on_progress, JobWork& work, Now now)
      : place_(place),
        on_progress_(on_progress),
        work_(work),
        payload_(read_payload<ExportPayload>(work.job.payload)),
        settings_(payload_.settings),
        now_(now) {}

  Ending run() {
    Transaction& transaction = work_.transaction;
    ExportState state = transaction.export_state(settings_.name).value_or(ExportState{});
    payload_.full = !payload_.since && (settings_.what == What::all || is_first(state));
    const std::optional<std::vector<OpenFeed>> feeds = feeds_of(state);
    FileSet files(payload_.directory, settings_, {work_.job.number, place_.store.fence()},
                  now_.today, payload_.full ? Names::replaced : Names::free);
    files.sweep(transaction);
    const Written written = feeds ? pass_on(files, *feeds) : write(files, selection_since(state));
    const std::vector<Departure> gone = write_departures(files);
    payload_.files = files.complete();
    place_.step(Step::applied);
    transaction.set_export_state(reached(state));
    if (!gone.empty()) transaction.forget_departures(settings_.name, gone.back().number);
    tell(written);
    return completed(status());
  }

 private:
  const JobPlace& place_;
  const std::function<void()>& on_progress_;
  JobWork& work_;
  ExportPayload payload_;
  const Settings& settings_;
  Now now_;

  bool is_first(const ExportState& state) const {
    return state.name.empty() || state.settings != fingerprint(settings_);
  }

  Selection selection_since(const ExportState& state) const {
    Selection selection{{}, settings_.where};
    if (!payload_.full) selection.since = payload_.since.value_or(state.revision);
    return selection;
  }

  /// The sender's files to hand on; nothing: users are written from the store.
  std::optional<std::vector<OpenFeed>> feeds_of(const ExportState& state) {
    if (settings_.content != Content::feed || settings_.where.profile.size() != 1) return {};
    std::optional<ExportPayload> last;
    if (const auto job = work_.transaction.job(state.job); job && !payload_.full)
      last = read_payload<ExportPayload>(job->payload);
    const DueFeeds due =
        due_feeds(work_.transaction, settings_.where.profile.front(), last ? &*last : nullptr);
    payload_.seen = due.seen;
    payload_.open = due.open;
    if (payload_.since) return {};
    if (!last && !due.full) {  // nothing but the store knows everybody
      payload_.full = true;
      return {};
    }
    std::string why;
    std::optional<std::vector<OpenFeed>> feeds = open_feeds(due.loads, place_.reports, why);
    if (feeds) payload_.full = due.full;
    if (!feeds) warn("feed_gone", why + "; users are written from the store instead");
    return feeds;
  }

  Written pass_on(FileSet& files, std::span<const OpenFeed> feeds) {
    const PassedOn passed =
        exports::pass_on(work_.transaction, settings_.where, feeds,
                         static_cast<std::uint32_t>(payload_.record_limit), files, on_progress_);
    if (passed.left_out > 0) work_.job.counts["left_out"] = passed.left_out;
    return passed.written;
  }

  Written write(FileSet& files, const Selection& selection) {
    Listener listener;
    listener.on_progress = on_progress_;
    listener.on_next_file = [&] { files.next(); };
    listener.on_problem = [&](const StoredUser& stored, const Problem& problem) {
      const std::string id = shown_id(stored);
      ReportLine line;
      line.outcome = "rejected";
      line.primary_id = id;
      line.code = problem.code;
      line.message = problem.message;
      work_.report.line(line);
    };
    return write_users(
        work_.transaction, settings_, selection, now_.today,
        [&](std::string_view text) { files.write(text); }, listener);
  }

  /// Also of users that a first export would not have: the target may know them from before.
  std::vector<Departure> write_departures(FileSet& files) {
    if (settings_.removed_ids.empty()) return {};
    std::vector<Departure> gone = work_.transaction.departures(settings_.name);
    std::string text;
    std::int64_t count = 0, left_out = 0;
    for (const Departure& departure : still_gone(work_.transaction, settings_.removed_ids, gone)) {
      if (!fits(settings_.where, departure)) continue;
      if (has_control(departure.id)) {  // it would be read as the ids of others
        ++left_out;
        continue;
      }
      text += departure.id + '\n';
      ++count;
    }
    if (count > 0) files.write_removed(text);
    if (left_out > 0)
      warn("invisible_character",
           fmt::format("{} with a control character left out of the list of removed users",
                       left_out == 1 ? "1 id" : fmt::format("{} ids", left_out)),
           left_out);
    work_.job.counts["removed"] = count;
    return gone;
  }

  /// What the next export continues from. One by hand that leaves out changes reaches nothing new.
  ExportState reached(ExportState before) {
    ExportState now{settings_.name, work_.transaction.last_revision(), work_.job.number,
                    fingerprint(settings_), settings_.removed_ids};
    const bool leaves_out =
        payload_.since && (is_first(before) || *payload_.since > before.revision);
    if (!leaves_out) return now;
    before.name = settings_.name;
    before.removed_ids = settings_.removed_ids;
    return before;
  }

  void tell(const Written& written) {
    auto& counts = work_.job.counts;
    counts["processed"] = written.processed;
    counts["exported"] = written.exported;
    counts["rejected"] = written.rejected;
    for (const auto& [what, count] : written.unknown_codes) tell_unknown(what, count);
    if (!payload_.files.empty()) work_.job.file = payload_.files.front().name;
    work_.job.payload = write_payload(payload_);
  }

  void tell_unknown(const std::pair<std::string, std::string>& what, std::int64_t count) {
    warn("unknown_code",
         fmt::format("{}: '{}' is not in its map; {} {}", what.first, what.second, count,
                     count == 1 ? "user has it" : "users have it"),
         count);
  }

  void warn(std::string_view code, const std::string& message, std::int64_t count = 1) {
    work_.job.warnings[std::string(code)] += count;
    ReportLine line;
    line.outcome = "warned";
    line.warnings.push_back({code, 0, message});
    work_.report.line(line);
  }

  JobStatus status() const {
    if (work_.job.counts["rejected"] > 0) return JobStatus::completed_with_errors;
    return work_.job.warnings.empty() ? JobStatus::completed_successfully
                                      : JobStatus::completed_with_warnings;
  }
};

Job run(JobPlace place, const std::function<void()>& on_progress, Job job, Now now) {
  place.follow_up = [&store = place.store](Job& ended) { publish_files(store, ended); };
  return run_job(place, std::move(job), now, [&](JobWork& work) {
    try {
      return Export(place, on_progress, work, now).run();
    } catch (const BadSource& error) {  // the row is of a newer version
      return failed(error.what());
    } catch (const sis::FeedError& error) {
      return failed(
          fmt::format("{}; `export {} --what all` sends everybody", error.what(), work.job.name));
    }
  });
}

}  // namespace

Job add_export(const ExportRequest& request, Now now) {
  ExportPayload payload;
  payload.settings = request.settings;
  payload.settings.what = request.what.value_or(request.settings.what);
  payload.directory = request.outbox / request.settings.name;
  payload.since = request.since;
  payload.record_limit = request.record_limit;
  Job job;
  job.kind = JobKind::exporting;
  job.by = request.by;
  job.name = request.settings.name;
  job.payload = write_payload(payload);
  return add_job(request.place.store, std::move(job), now);
}

Job run_export(const ExportRequest& request, Job job, Now now) {
  return run(request.place, request.on_progress, std::move(job), now);
}

Job run_export_again(const JobPlace& place, const Job& job, Now now) {
  return run(place, {}, job, now);
}

}  // namespace roster::exports
