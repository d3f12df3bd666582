#include "purge/obligations.hpp"

#include <algorithm>

#include "purge/finish.hpp"
#include "users/model/obligations_file.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kBatch = 1000;

/// As of when the file counts; what is odd about it becomes a warning.
Time as_of(const ObligationsReader& reader, const ObligationsRequest& request,
           Transaction& transaction, Job& job, Now now) {
  Time time = reader.as_of().value_or(request.modified);
  if (time > now.time) {
    ++job.warnings["as_of_in_future"];
    time = now.time;
  }
  for (const ObligationSource& known : transaction.obligation_sources()) {
    if (known.name == request.source && known.as_of > time) ++job.warnings["older_than_before"];
  }
  return time;
}

void replace(const ObligationsRequest& request, Transaction& transaction, Job& job, Now now) {
  ObligationsReader reader(request.fd, request.file, request.limits);
  transaction.begin_obligations(request.source, as_of(reader, request, transaction, job, now));
  std::vector<Obligation> rows;
  while (reader.next(rows, kBatch)) transaction.add_obligations(request.source, rows);
  const ObligationCounts counts = transaction.count_obligations(request.source);
  job.counts = {{"rows", counts.rows}, {"users", counts.users}, {"unknown", counts.unknown}};
}

Job set_running(Store& store, Job job, Now now) {
  job.status = JobStatus::running;
  job.started = now.time;
  job.warnings.clear();
  const auto transaction = store.begin(Access::write);
  transaction->update_job(job);
  transaction->commit();
  return job;
}

}  // namespace

Job add_obligations(Store& store, const ObligationsRequest& request, Now now) {
  Job job;
  job.kind = JobKind::obligations;
  job.by = request.by;
  job.name = request.source;
  job.file = request.file;
  job.started = now.time;
  job.request = request.rerun;
  const auto transaction = store.begin(Access::write);
  job.number = transaction->add_job(job);
  transaction->commit();
  return job;
}

Job run_obligations(Store& store, const ObligationsRequest& request, Job job, Now now) {
  const Ending ending{store, now, request.on_step};
  job = set_running(store, std::move(job), now);
  ReportWriter report(request.reports, job.number);
  std::unique_ptr<Transaction> transaction = store.begin(Access::write);
  ending.step(Step::started);
  try {
    replace(request, *transaction, job, now);
  } catch (const CsvError& refused) {
    transaction.reset();
    job.counts = {{"rows", 0}, {"users", 0}, {"unknown", 0}};
    job.warnings.clear();
    job.status = JobStatus::failed;
    job.message = refused.what();
    return close(ending, report, std::move(job));
  }
  job.status =
      job.warnings.empty() ? JobStatus::completed_successfully : JobStatus::completed_with_warnings;
  return commit(ending, std::move(transaction), report, std::move(job));
}

}  // namespace roster::purge
