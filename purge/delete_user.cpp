#include "purge/delete_user.hpp"

#include "purge/blockers.hpp"
#include "purge/deletion.hpp"
#include "purge/finish.hpp"
#include "purge/scrub.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

/// What stands for a job's name: the user's own id would outlive the user.
constexpr std::string_view kByHand = "by hand";

Policy by_hand() {
  Policy policy;
  policy.require_expired = false;
  policy.keep_internal = false;
  return policy;
}

std::string join(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : ", ") + reason;
  return text;
}

Job add_job(Store& store, const DeleteRequest& request, Now now) {
  const auto transaction = store.begin(Access::write);
  if (!find_user(*transaction, request.id)) {
    throw NoSuchUser("nobody has the id " + request.id);
  }
  Job job;
  job.kind = JobKind::remove;
  job.by = request.by;
  job.name = kByHand;
  job.started = now.time;
  job.status = JobStatus::running;
  job.number = transaction->add_job(job);
  transaction->commit();
  return job;
}

Job keep(const Ending& ending, ReportWriter& report, Job job, const User& user,
         const std::vector<std::string>& reasons) {
  ReportLine line;
  line.outcome = "kept";
  line.primary_id = user.primary_id;
  line.blockers = reasons;
  report.line(line);
  job.counts = {{"purged", 0}, {"kept", 1}};
  job.status = JobStatus::failed;
  job.message = "kept: " + join(reasons);
  return close(ending, report, std::move(job));
}

void remove(Transaction& transaction, const DeleteRequest& request, const Job& job,
            const StoredUser& user, ReportWriter& report) {
  ReportLine line;
  line.outcome = "purged";
  line.more.emplace_back("user_group", user.user.user_group.value);
  if (user.user.purge_date) line.more.emplace_back("purge_date", format_day(*user.user.purge_date));
  report.line(line);
  Deletion deletion(transaction, request.ledger_key,
                    {job.started, job.number, job.name, DeletePolicy::fully_remove});
  deletion.remove({&user, 1});
  Scrubber scrubber(request.reports);
  scrubber.add({&user, 1});
  scrubber.run();
}

}  // namespace

Job run_delete(Store& store, const DeleteRequest& request, Now now) {
  const Ending ending{store, now, request.on_step};
  Job job = add_job(store, request, now);
  ReportWriter report(request.reports, job.number);
  std::unique_ptr<Transaction> transaction = store.begin(Access::write);
  ending.step(Step::started);
  const StoredUser user = *find_user(*transaction, request.id);
  const Account account = account_of(user);
  const auto reasons = blockers(*transaction, {&account, 1}, by_hand(), now).front();
  ending.step(Step::decided);
  if (!reasons.empty() && request.force == Force::no) {
    transaction.reset();
    return keep(ending, report, std::move(job), user.user, reasons);
  }
  try {
    remove(*transaction, request, job, user, report);
  } catch (const LedgerError& error) {
    transaction.reset();
    job.status = JobStatus::failed;
    job.message = error.what();
    return close(ending, report, std::move(job));
  }
  ending.step(Step::removed);
  job.counts = {{"purged", 1}, {"kept", 0}};
  job.status = JobStatus::completed_successfully;
  return commit(ending, std::move(transaction), report, std::move(job));
}

}  // namespace roster::purge
