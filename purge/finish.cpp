#include "purge/finish.hpp"

namespace roster::purge {

Job commit(const Ending& ending, std::unique_ptr<Transaction> transaction, ReportWriter& report,
           Job job) {
  job.ended = ending.now.time;
  report.finish(job);
  ending.step(Step::reported);
  transaction->update_job(job);
  transaction->commit();
  transaction.reset();
  ending.step(Step::committed);
  report.publish();
  ending.step(Step::published);
  ending.store.checkpoint();
  ending.step(Step::wiped);
  return job;
}

Job close(const Ending& ending, ReportWriter& report, Job job) {
  return commit(ending, ending.store.begin(Access::write), report, std::move(job));
}

}  // namespace roster::purge
