#include "sis/load/load.hpp"

#include <fmt/format.h>

#include "sis/load/absent.hpp"
#include "sis/load/apply.hpp"
#include "sis/load/guard.hpp"

namespace roster::sis {

namespace {

Time end_time(const LoadRequest& request, Now now) {
  return request.clock ? request.clock() : now.time;
}

/// One load on its way; the members live as long as the attempt.
class Load {
 public:
  Load(Store& store, const LoadRequest& request, Job job, Now now)
      : store_(store), request_(request), job_(std::move(job)), now_(now) {}

  Job run() {
    set_running();
    ReportWriter report(request_.reports, job_.number);
    std::unique_ptr<Transaction> transaction = store_.begin(Access::write);
    step(Step::started);
    apply(*transaction, report);
    step(Step::applied);
    const std::optional<std::string> tripped = request_.guard == GuardMode::on
                                                   ? check_guard(request_.profile->guard, numbers_)
                                                   : std::nullopt;
    step(Step::guarded);
    return tripped ? hold(std::move(transaction), report, *tripped)
                   : complete(std::move(transaction), report);
  }

 private:
  Store& store_;
  const LoadRequest& request_;
  Job job_;
  Now now_;
  LoadNumbers numbers_;

  void step(Step step) const {
    if (request_.on_step) request_.on_step(step);
  }

  void set_running() {
    job_.status = JobStatus::running;
    job_.started = now_.time;
    const auto transaction = store_.begin(Access::write);
    transaction->update_job(job_);
    transaction->commit();
  }

  /// Everything the file does, inside the transaction.
  void apply(Transaction& transaction, ReportWriter& report) {
    const Action& action = action_of(*request_.profile, request_.kind);
    const DigestIndex known = DigestIndex::of(transaction);
    const ReadOptions options = read_options(*request_.profile, action, request_.kind, &known);
    numbers_.previous = previous_records(transaction);
    transaction.begin_change(
        job_.number, now_.time,
        fmt::format("{} {}", to_string(request_.kind), request_.profile->code));
    Applier applier(transaction, request_, options, report, now_);
    const auto sink = [&](ReadBatch&& batch) {
      if (request_.cancelled && request_.cancelled()) throw Cancelled("the load was asked to stop");
      const ReadSoFar so_far = batch.so_far;
      applier.apply(std::move(batch));
      if (request_.on_progress)
        request_.on_progress(static_cast<std::uint64_t>(applier.tally().processed()), so_far);
    };
    const UnpackResult file =
        read_feed(request_.fd, request_.file, request_.limits, options, request_.workers, sink);
    job_.digest = file.digest;
    const Absent absent = apply_absence(transaction, request_, applier.mentioned(), report, now_);
    take_over(applier.tally(), absent);
    numbers_.population = population(transaction, applier.tally());
  }

  /// The profile's users before the load. Counting them takes a while, so those that the feed found
  /// are enough when even of so few no more are newly due than may be. Nobody leaves by a load, so
  /// who was there is who is there now without who joined.
  std::int64_t population(Transaction& transaction, const Tally& tally) const {
    const std::int64_t found = tally.unchanged + tally.updated - tally.joined;
    const double allowed = request_.profile->guard.newly_due * static_cast<double>(found);
    if (static_cast<double>(numbers_.newly_due) <= allowed) return found;
    UserFilter filter;
    filter.external_id = request_.profile->code;
    return transaction.count(filter) - tally.created - tally.joined;
  }

  /// How many records the profile's last completed load of this kind had.
  std::optional<std::int64_t> previous_records(Transaction& transaction) const {
    JobFilter filter;
    filter.kind = request_.kind;
    filter.name = request_.profile->code;
    for (const Job& job : transaction.jobs(filter))
      if (is_completed(job.status) && job.dry_run == DryRun::no) {
        const auto processed = job.counts.find("processed");
        if (processed != job.counts.end()) return processed->second;
      }
    return {};
  }

  void take_over(const Tally& tally, const Absent& absent) {
    job_.counts = {{"processed", tally.processed()},
                   {"created", tally.created},
                   {"updated", tally.updated},
                   {"unchanged", tally.unchanged},
                   {"rejected", tally.rejected}};
    if (request_.profile->full && request_.profile->absent.after > 0)
      job_.counts["absent"] = absent.marked;
    job_.counts["purge_date_from_feed"] = tally.purge_date_feed;
    job_.counts["purge_date_from_policy"] = tally.purge_date_policy;
    job_.warnings = tally.warnings;
    numbers_.processed = tally.processed();
    numbers_.updated = tally.updated;
    numbers_.rejected = tally.rejected;
    numbers_.newly_due = tally.newly_due + absent.newly_due;
  }

  JobStatus completed_status() const {
    if (numbers_.rejected > 0) return JobStatus::completed_with_errors;
    return job_.warnings.empty() ? JobStatus::completed_successfully
                                 : JobStatus::completed_with_warnings;
  }

  Job hold(std::unique_ptr<Transaction> transaction, ReportWriter& report, const std::string& why) {
    transaction.reset();  // nothing of it is applied
    job_.status = JobStatus::held;
    job_.message = why;
    return close(report);
  }

  /// The one moment that counts: users, history and job row become true together.
  Job complete(std::unique_ptr<Transaction> transaction, ReportWriter& report) {
    job_.status = completed_status();
    job_.message.clear();
    if (request_.dry_run == DryRun::yes) {
      transaction.reset();
      return close(report);
    }
    job_.ended = end_time(request_, now_);
    report.finish(job_);
    step(Step::reported);
    transaction->update_job(job_);
    transaction->commit();
    step(Step::committed);
    report.publish();
    step(Step::published);
    return job_;
  }

  /// The end of a job that applied nothing: only its row and its report.
  Job close(ReportWriter& report) {
    job_.ended = end_time(request_, now_);
    report.finish(job_);
    step(Step::reported);
    const auto transaction = store_.begin(Access::write);
    transaction->update_job(job_);
    transaction->commit();
    step(Step::committed);
    report.publish();
    step(Step::published);
    return job_;
  }
};

void set_pending(Store& store, Job job) {
  job.status = JobStatus::pending;
  const auto transaction = store.begin(Access::write);
  transaction->update_job(job);
  transaction->commit();
}

}  // namespace

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
  job.started = now.time;
  job.request = request.rerun;
  const auto transaction = store.begin(Access::write);
  job.number = transaction->add_job(job);
  transaction->commit();
  return job;
}

Job run_load(Store& store, const LoadRequest& request, Job job, Now now) {
  try {
    return Load(store, request, job, now).run();
  } catch (const Cancelled&) {
    set_pending(store, job);
    throw;
  } catch (const IncompleteFeed&) {
    set_pending(store, job);
    throw;
  } catch (const FeedError& refused) {
    job.started = now.time;
    return fail_job(store, request.reports, std::move(job), refused.what(),
                    {end_time(request, now), now.today});
  }
}

Job fail_job(Store& store, const std::filesystem::path& reports, Job job, std::string message,
             Now now) {
  job.status = JobStatus::failed;
  job.ended = now.time;
  job.message = std::move(message);
  job.counts = {
      {"processed", 0}, {"created", 0}, {"updated", 0}, {"unchanged", 0}, {"rejected", 0}};
  job.warnings.clear();
  ReportWriter report(reports, job.number);
  report.finish(job);
  const auto transaction = store.begin(Access::write);
  transaction->update_job(job);
  transaction->commit();
  report.publish();
  return job;
}

}  // namespace roster::sis
