#include "users/jobs/job_run.hpp"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>

#include "users/base/json_value.hpp"
#include "users/jobs/crash_mark.hpp"
#include "users/jobs/report_reader.hpp"
#include "users/store/conflict.hpp"

namespace roster {
namespace {

using namespace std::chrono_literals;

/// A write that can be done again is, when other transactions are in its way.
template <class Write>
void write_row(Store& store, const Write& write) {
  constexpr int kAttempts = 5;
  std::chrono::milliseconds pause = 10ms;
  for (int attempt = 1;; ++attempt, pause *= 3) {
    try {
      const auto transaction = store.begin(Access::write);
      write(*transaction);
      return transaction->commit();
    } catch (const StoreConflict&) {
      if (attempt == kAttempts) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

void update(Store& store, const Job& job) {
  write_row(store, [&](Transaction& transaction) { transaction.update_job(job); });
}

/// How long ago something was, by the clock that was handed in.
std::optional<std::chrono::milliseconds> since(std::chrono::nanoseconds begun, Now now) {
  if (now.steady == nullptr) return {};
  return std::chrono::duration_cast<std::chrono::milliseconds>(now.steady() - begun);
}

Job end(const JobPlace& place, std::unique_ptr<Transaction> transaction, ReportWriter& report,
        Job job, Ending ending, Now now) {
  job.status = ending.status;
  job.message = std::move(ending.message);
  if (!is_applied(job)) {
    transaction.reset();  // rolls back
    transaction = place.store.begin(Access::write);
  }
  if (job.status == JobStatus::failed) {
    job.counts = ending.counts ? *ending.counts : no_counts(job.kind);
    job.warnings.clear();
  }
  if (ending.with_row) ending.with_row(*transaction);
  return commit_job(place, std::move(transaction), report, std::move(job), now);
}

/// Copies everything but report.json, for a job whose status changes without running.
void copy_lines(const std::filesystem::path& reports, JobNumber number, ReportWriter& report) {
  namespace fs = std::filesystem;
  for_report_lines(reports, number, [&](std::string_view line) {
    report.raw_line(line);
    return true;
  });
  const fs::path published = report_directory(reports, number);
  if (!fs::exists(published)) return;
  for (const auto& entry : fs::directory_iterator(published)) {
    const fs::path name = entry.path().filename();
    if (name != "report.json" && name != "users.ndjson" && name != kFenceFile)
      fs::copy_file(entry.path(), report.directory() / name);
  }
}

/// Of a job whose payload is damaged nobody knows what it was asked to do, nor what its file was.
Job end_damaged(const JobPlace& place, Job job, Now now) {
  job.payload.clear();
  if (is_over(job.status)) return follow_job(place, std::move(job));
  return fail_job(place, std::move(job), "interrupted, and its row is damaged; nothing was applied",
                  now);
}

Job end_open(const JobPlace& place, const Recovery& recovery, const Job& job, Now now) {
  try {
    if (is_over(job.status)) return follow_job(place, job);
    if (std::optional<Job> again = recovery.repeat(job)) return std::move(*again);
    return fail_job(place, job, "interrupted; nothing was applied", now);
  } catch (const JsonError&) {
    return end_damaged(place, job, now);
  }
}

void recover_job(const JobPlace& place, const Recovery& recovery, const Job& job, Now now) {
  const Job ended = end_open(place, recovery, job, now);
  const bool ends_now = !is_over(job.status) && is_over(ended.status);
  if (ends_now && recovery.on_ended) recovery.on_ended(ended);
}

}  // namespace

Ending completed(JobStatus status, std::string message) {
  return {status, std::move(message), {}, {}};
}
Ending held(std::string why) { return {JobStatus::held, std::move(why), {}, {}}; }
Ending failed(std::string why) { return {JobStatus::failed, std::move(why), {}, {}}; }
Ending given_back(std::string why) { return {JobStatus::pending, std::move(why), {}, {}}; }

Job add_job(Store& store, Job job, Now now) {
  job.status = JobStatus::pending;
  job.open = true;
  job.started = now.time;
  write_row(store, [&](Transaction& transaction) { job.number = transaction.add_job(job); });
  return job;
}

Job run_job(const JobPlace& place, Job job, Now now, const std::function<Ending(JobWork&)>& work) {
  if (count_crashes(place.reports, job.number) >= kCrashesAllowed)
    return fail_job(place, std::move(job), "the process crashed twice while this job ran", now);
  job = begin_job(place.store, std::move(job), now);
  const Job begun = job;  // with the counts that a held job was shown with
  const auto began = now.steady == nullptr ? 0ns : now.steady();
  const CrashWatch watch(place.reports, job.number);
  ReportWriter report(place.reports, job.number, place.store.fence());
  std::unique_ptr<Transaction> transaction = place.store.begin(Access::write);
  place.step(Step::started);
  JobWork hands{*transaction, report, job};
  Ending ending = work(hands);
  if (ending.status == JobStatus::pending) {
    transaction.reset();
    return give_back(place.store, begun, std::move(ending.message));
  }
  job.took = since(began, now);
  now.time += std::chrono::floor<std::chrono::seconds>(job.took.value_or(0ms));
  return end(place, std::move(transaction), report, std::move(job), std::move(ending), now);
}

Job begin_job(Store& store, Job job, Now now) {
  job.status = JobStatus::running;
  job.open = true;
  job.started = now.time;
  job.ended.reset();
  job.took.reset();
  job.message.clear();
  job.warnings.clear();
  update(store, job);
  return job;
}

Job commit_job(const JobPlace& place, std::unique_ptr<Transaction> transaction,
               ReportWriter& report, Job job, Now now) {
  job.ended = place.clock ? place.clock() : now.time;
  report.finish(job);
  place.step(Step::reported);
  try {
    transaction->update_job(job);
    transaction->commit();
  } catch (const StoreTaken&) {
    report.discard();
    throw;
  } catch (const StoreBroken&) {  // it may have taken effect
    throw;
  } catch (const StoreError&) {
    report.discard();
    throw;
  }
  transaction.reset();
  place.step(Step::committed);
  return follow_job(place, std::move(job));
}

bool do_after(const JobPlace& place, const Job& job, const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const StoreBroken&) {
    throw;
  } catch (const StoreError& error) {
    if (place.on_left_over) place.on_left_over(job, error.what());
  } catch (const std::system_error& error) {
    if (place.on_left_over) place.on_left_over(job, error.what());
  }
  return false;
}

/// Runs the steps after the commit. Each of them may have been done before; the next recovery
/// repeats a step that fails now.
Job follow_job(const JobPlace& place, Job job) {
  const bool done = do_after(place, job, [&] {
    place.store.require_writer();
    publish_leftover(place.reports, job.number, place.store.fence());
    place.step(Step::published);
    if (place.follow_up) {
      place.store.require_writer();
      place.follow_up(job);
    }
    place.step(Step::followed);
    forget_crashes(place.reports, job.number);
    job.open = false;
    update(place.store, job);
  });
  if (!done) job.open = true;
  place.step(Step::closed);
  return job;
}

Job fail_job(const JobPlace& place, Job job, std::string why, Now now) {
  ReportWriter report(place.reports, job.number, place.store.fence());
  return end(place, place.store.begin(Access::write), report, std::move(job),
             failed(std::move(why)), now);
}

Job drop_job(const JobPlace& place, Job job, std::string why, Now now) {
  ReportWriter report(place.reports, job.number, place.store.fence());
  copy_lines(place.reports, job.number, report);
  job.open = true;
  if (why.empty()) why = job.message;
  return end(place, place.store.begin(Access::write), report, std::move(job),
             {JobStatus::dropped, std::move(why), {}, {}}, now);
}

void drop_superseded(const JobPlace& place, const Job& ended, Now now,
                     const std::function<bool(const Job& held)>& is_same) {
  if (ended.dry_run == DryRun::yes || ended.status == JobStatus::failed) return;
  JobFilter filter;
  filter.kind = ended.kind;
  filter.statuses = {JobStatus::held};
  filter.dry_run = DryRun::no;
  for (const Job& job : place.store.begin(Access::read)->jobs(filter))
    if (job.number != ended.number && is_same(job))
      drop_job(place, job, "superseded by job " + std::to_string(ended.number), now);
}

Job give_back(Store& store, Job job, std::string why) {
  job.status = JobStatus::pending;
  job.message = std::move(why);
  update(store, job);
  return job;
}

Job set_payload(Store& store, Job job, std::string payload) {
  job.payload = std::move(payload);
  update(store, job);
  return job;
}

std::map<std::string, std::int64_t> no_counts(JobKind kind) {
  switch (kind) {
    case JobKind::import:
    case JobKind::synchronize:
      return {{"processed", 0}, {"created", 0}, {"updated", 0}, {"unchanged", 0}, {"rejected", 0}};
    case JobKind::purge:
      return {{"due", 0}, {"purged", 0}, {"kept", 0}};
    case JobKind::undo:
      return {{"processed", 0}, {"restored", 0}, {"removed", 0}, {"kept", 0}};
    case JobKind::remove:
      return {{"purged", 0}, {"kept", 0}};
    case JobKind::obligations:
      return {{"rows", 0}, {"users", 0}, {"unknown", 0}};
    case JobKind::exporting:
      return {{"processed", 0}, {"exported", 0}, {"rejected", 0}};
  }
  return {};
}

void recover_jobs(const JobPlace& place, const Recovery& recovery, Now now) {
  JobFilter filter;
  filter.only_open = true;
  std::vector<Job> open = place.store.begin(Access::read)->jobs(filter);
  std::reverse(open.begin(), open.end());
  std::exception_ptr trouble;
  for (const Job& job : open) {
    try {
      recover_job(place, recovery, job, now);
    } catch (const StoreBroken&) {
      throw;
    } catch (const StoreError&) {
      if (!trouble) trouble = std::current_exception();
    } catch (const std::system_error&) {
      if (!trouble) trouble = std::current_exception();
    }
  }
  if (trouble) std::rethrow_exception(trouble);
}

}  // namespace roster
