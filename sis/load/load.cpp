#include "sis/load/load.hpp"

#include <fmt/format.h>

#include "sis/load/absent.hpp"
#include "sis/load/apply.hpp"
#include "sis/load/guard.hpp"
#include "sis/load/numbers.hpp"
#include "sis/load/rejected.hpp"
#include "sis/load/sender_rows.hpp"

namespace roster::sis {

namespace {

/// One attempt of a load; lives as long as the attempt.
class Load {
 public:
  Load(const JobPlace& place, const LoadRequest& request, JobWork& work, Now now)
      : place_(place), request_(request), work_(work), job_(work.job), now_(now) {}

  Ending run() {
    std::optional<SenderRows> rows;
    if (!request_.place.dropped.empty()) rows.emplace(work_.report);
    apply(work_.transaction, work_.report);
    if (rows) rows->close();
    write_rejected(work_.report.directory(), rejected_);
    place_.step(Step::applied);
    if (request_.is_unchanged && !request_.is_unchanged()) return changed();
    const std::vector<Excess> exceeded = check();
    place_.step(Step::guarded);
    if (!exceeded.empty()) return hold(in_words(exceeded));
    if (request_.guard == GuardMode::approved) leave_out_of_sums(job_.counts);
    return completed(completed_status());
  }

 private:
  const JobPlace& place_;
  const LoadRequest& request_;
  JobWork& work_;
  Job& job_;
  Now now_;
  LoadNumbers numbers_;
  std::vector<std::uint64_t> rejected_;
  // The row's counts and warnings from when it was held
  std::map<std::string, std::int64_t> shown_, shown_warnings_;

  Ending changed() const {
    const std::string why = fmt::format("{} changed while it was read", job_.file);
    return request_.place.dropped.empty() ? failed(why) : given_back(why);
  }

  /// Keeps a copy: an approval applies to exactly the same bytes and the same profile.
  Ending hold(const std::string& why) {
    if (request_.keep && request_.dry_run == DryRun::no) {
      const std::optional<std::string> copy = request_.keep(job_);
      if (!copy) return changed();
      auto payload = read_payload<LoadPayload>(job_.payload);
      payload.file.spooled = *copy;
      job_.payload = write_payload(payload);
    }
    return held(why);
  }

  /// Applies the file inside the transaction.
  void apply(Transaction& transaction, ReportWriter& report) {
    const Action& action = action_of(*request_.profile, request_.kind);
    const DigestIndex known = DigestIndex::of(transaction);
    const ReadOptions options = read_options(*request_.profile, action, request_.kind, &known);
    transaction.begin_change(
        job_.number, now_.time,
        fmt::format("{} {}", to_string(request_.kind), request_.profile->code));
    Applier applier(transaction, request_, options, report, now_);
    const auto sink = [&](std::span<ReadBatch> batches) {
      if (request_.cancelled && request_.cancelled()) throw Cancelled("the load was asked to stop");
      const ReadSoFar so_far = batches.back().so_far;
      applier.apply(batches);
      if (request_.on_progress)
        request_.on_progress(static_cast<std::uint64_t>(applier.tally().processed()), so_far);
    };
    const FeedRead file =
        read_feed(request_.fd, request_.file, request_.limits, options, request_.workers, sink);
    applier.finish();
    job_.digest = file.digest;
    transaction.set_seen(job_.number, applier.mentioned().ranges(transaction.last_user_id()));
    const Absent absent = apply_absence(transaction, request_, applier, report, now_);
    const Tally& tally = applier.tally();
    numbers_ = measure(transaction, request_, tally, absent, file, now_);
    shown_ = std::exchange(job_.counts, counts_of(request_, tally, absent, numbers_));
    shown_warnings_ = std::exchange(job_.warnings, tally.warnings);
    rejected_ = tally.rejected_records;
  }

  /// Nobody has approved that somebody comes back who was erased since.
  std::optional<Excess> came_back() const {
    const auto count = [](const std::map<std::string, std::int64_t>& warnings) {
      const auto found = warnings.find("erased_before");
      return found == warnings.end() ? 0 : found->second;
    };
    const std::int64_t now = count(job_.warnings), shown = count(shown_warnings_);
    if (now <= shown) return std::nullopt;
    return Excess{"", now,
                  fmt::format("created although erased before: {}; approved: {}", now, shown)};
  }

  /// For an approved load, only excesses that are worse than shown count.
  std::vector<Excess> check() const {
    std::vector<Excess> exceeded = check_guard(request_.profile->guard, numbers_);
    if (request_.guard == GuardMode::on) return exceeded;
    exceeded = worse_than_shown(std::move(exceeded), shown_);
    if (auto excess = came_back()) exceeded.push_back(std::move(*excess));
    return exceeded;
  }

  JobStatus completed_status() const {
    if (numbers_.rejected > 0) return JobStatus::completed_with_errors;
    return job_.warnings.empty() ? JobStatus::completed_successfully
                                 : JobStatus::completed_with_warnings;
  }
};

Ending load(const JobPlace& place, const LoadRequest& request, JobWork& work, Now now) {
  try {
    return Load(place, request, work, now).run();
  } catch (const IncompleteFeed& incomplete) {
    work.report.clear();
    if (request.too_short == TooShort::fails) return failed(incomplete.what());
    return given_back(fmt::format("waiting for the rest of {}", work.job.file));
  } catch (const FeedError& refused) {
    work.report.clear();
    return failed(refused.what());
  } catch (const UnreadableFile& error) {
    if (request.place.dropped.empty()) throw;
    return given_back(fmt::format("{} cannot be read: {}", work.job.file, error.code().message()));
  }
}

}  // namespace

bool is_full(const LoadRequest& request) {
  return request.profile->full && request.kind == JobKind::synchronize &&
         request.extent == Extent::by_profile;
}

const Action& action_of(const Profile& profile, JobKind kind) {
  return kind == JobKind::import ? profile.import : profile.synchronize;
}

Job add_load(Store& store, const LoadRequest& request, Now now) {
  Job job;
  job.kind = request.kind;
  job.by = request.by;
  job.name = request.profile->code;
  job.file = request.file;
  job.dry_run = request.dry_run;
  job.payload =
      write_payload(LoadPayload{request.place, request.guard, request.extent, *request.profile});
  return add_job(store, std::move(job), now);
}

Job run_load(Store& store, const LoadRequest& request, Job job, Now now) {
  const JobPlace place{store,           request.reports,   request.clock,
                       request.on_step, request.follow_up, request.on_left_over};
  try {
    return run_job(place, job, now, [&](JobWork& work) { return load(place, request, work, now); });
  } catch (const Cancelled&) {
    give_back(store, job, "");
    throw;
  }
}

}  // namespace roster::sis
