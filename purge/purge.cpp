#include "purge/purge.hpp"

#include <algorithm>

#include "purge/blockers.hpp"
#include "purge/deletion.hpp"
#include "purge/finish.hpp"
#include "purge/scrub.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kBatch = 500;
constexpr std::string_view kApproved = "approved";  // the message of a job running with approval

/// Calls `work` with a batch of the items at a time.
template <class Item, class Work>
void for_batches(const std::vector<Item>& items, Work work) {
  const std::span<const Item> all(items);
  for (std::size_t at = 0; at < all.size(); at += kBatch) {
    work(all.subspan(at, std::min(kBatch, all.size() - at)));
  }
}

/// One purge on its way.
class Purge {
 public:
  Purge(Store& store, const PurgeRequest& request, Job job, Now now)
      : request_(request), job_(std::move(job)), now_(now), ending_{store, now, request.on_step} {}

  Job run() {
    const std::optional<std::int64_t> approved = approved_count();
    set_running();
    ReportWriter report(request_.reports, job_.number);
    std::unique_ptr<Transaction> transaction = ending_.store.begin(Access::write);
    ending_.step(Step::started);
    if (const auto refusal = refused(*transaction)) {
      transaction.reset();
      return fail(report, *refusal);
    }
    decide(*transaction, report);
    ending_.step(Step::decided);
    const auto tripped = approved ? check_approval(purged(), *approved) : guard(*transaction);
    ending_.step(Step::guarded);
    if (tripped || request_.dry_run == DryRun::yes) {
      list(*transaction, report, Ids::shown);
      transaction.reset();
      return tripped ? end(report, JobStatus::held, *tripped)
                     : end(report, JobStatus::completed_successfully, {});
    }
    return complete(std::move(transaction), report);
  }

 private:
  enum class Ids : std::uint8_t { shown, hidden };

  const PurgeRequest& request_;
  Job job_;
  Now now_;
  Ending ending_;
  std::vector<UserId> going_;  // by primary id
  std::int64_t kept_ = 0;

  std::int64_t purged() const { return static_cast<std::int64_t>(going_.size()); }

  /// For how many users a held job was approved.
  std::optional<std::int64_t> approved_count() const {
    if (request_.guard_mode != GuardMode::approved) return std::nullopt;
    const auto held = job_.counts.find("purged");
    return held == job_.counts.end() ? std::nullopt : std::optional(held->second);
  }

  /// The row keeps the approval, and for how many, so that a resumed job still has it.
  void set_running() {
    job_.status = JobStatus::running;
    job_.started = now_.time;
    job_.ended.reset();
    job_.message = request_.guard_mode == GuardMode::approved ? kApproved : "";
    const auto transaction = ending_.store.begin(Access::write);
    transaction->update_job(job_);
    transaction->commit();
  }

  /// Why nobody may be purged, if so.
  std::optional<std::string> refused(Transaction& transaction) const {
    try {
      read_ledger_key(transaction, request_.ledger_key);
    } catch (const LedgerError& error) {
      return error.what();
    }
    if (!request_.obligations) return std::nullopt;
    return check_obligations(*request_.obligations, transaction.obligation_sources(), now_.time);
  }

  void progress() const {
    if (request_.on_progress) request_.on_progress();
  }

  /// Who goes and who stays; lines for those who stay.
  void decide(Transaction& transaction, ReportWriter& report) {
    const std::vector<Account> all = transaction.accounts(due(request_.policy, now_.today));
    for_batches(all, [&](std::span<const Account> accounts) {
      const auto found = blockers(transaction, accounts, request_.policy, now_);
      std::vector<UserId> kept;
      for (std::size_t i = 0; i < accounts.size(); ++i)
        (found[i].empty() ? going_ : kept).push_back(accounts[i].id);
      auto reasons = found.begin();
      for (const StoredUser& stored : transaction.get(kept)) {
        while (reasons->empty()) ++reasons;
        keep(stored.user, *reasons++, report);
      }
      progress();
    });
    job_.counts = {{"due", kept_ + purged()}, {"purged", purged()}, {"kept", kept_}};
  }

  void keep(const User& user, const std::vector<std::string>& reasons, ReportWriter& report) {
    ++kept_;
    ReportLine line;
    line.outcome = "kept";
    line.primary_id = user.primary_id;
    line.blockers = reasons;
    report.line(line);
  }

  std::optional<std::string> guard(Transaction& transaction) const {
    if (request_.guard_mode == GuardMode::approved) return std::nullopt;
    return check_guard(request_.guard, purged(), transaction.count(looked_at(request_.policy)));
  }

  static void tell(std::span<const StoredUser> users, ReportWriter& report, Ids ids) {
    for (const StoredUser& stored : users) report.line(purged_line(stored.user, ids));
  }

  static ReportLine purged_line(const User& user, Ids ids) {
    ReportLine line;
    line.outcome = "purged";
    if (ids == Ids::shown) line.primary_id = user.primary_id;
    line.more.emplace_back("user_group", user.user_group.value);
    line.more.emplace_back("purge_date", format_day(*user.purge_date));
    return line;
  }

  void list(Transaction& transaction, ReportWriter& report, Ids ids) const {
    for_batches(going_, [&](std::span<const UserId> batch) {
      tell(transaction.get(batch), report, ids);
      progress();
    });
  }

  Job complete(std::unique_ptr<Transaction> transaction, ReportWriter& report) {
    try {
      remove(*transaction, report);
    } catch (const LedgerError& error) {  // the key could not be made
      transaction.reset();
      return fail(report, error.what());
    }
    const std::int64_t tightened = apply_policy_to_remains(*transaction, request_.delete_policy);
    if (tightened > 0) job_.counts["tightened"] = tightened;
    ending_.step(Step::removed);
    job_.status = JobStatus::completed_successfully;
    job_.message.clear();
    return commit(ending_, std::move(transaction), report, job_);
  }

  void remove(Transaction& transaction, ReportWriter& report) const {
    const DeletePolicy policy = request_.delete_policy;
    const bool nothing_stays = policy == DeletePolicy::fully_remove;
    Scrubber scrubber(request_.reports);
    if (nothing_stays) scrubber.add_earlier_purges(transaction);
    if (!going_.empty()) {
      Deletion deletion(transaction, request_.ledger_key,
                        {now_.time, job_.number, request_.name, policy});
      for_batches(going_, [&](std::span<const UserId> batch) {
        const std::vector<StoredUser> users = transaction.get(batch);
        tell(users, report, nothing_stays ? Ids::hidden : Ids::shown);
        if (nothing_stays) scrubber.add(users);
        deletion.remove(users);
        progress();
      });
    }
    scrubber.run();
  }

  Job fail(ReportWriter& report, std::string why) {
    job_.counts = {{"due", 0}, {"purged", 0}, {"kept", 0}};
    return end(report, JobStatus::failed, std::move(why));
  }

  Job end(ReportWriter& report, JobStatus status, std::string message) {
    job_.status = status;
    job_.message = std::move(message);
    return close(ending_, report, job_);
  }
};

}  // namespace

Job add_purge(Store& store, const PurgeRequest& request, Now now) {
  Job job;
  job.kind = JobKind::purge;
  job.by = request.by;
  job.name = request.name;
  job.dry_run = request.dry_run;
  job.started = now.time;
  job.request = request.rerun;
  const auto transaction = store.begin(Access::write);
  job.number = transaction->add_job(job);
  transaction->commit();
  return job;
}

Job run_purge(Store& store, const PurgeRequest& request, Job job, Now now) {
  return Purge(store, request, std::move(job), now).run();
}

Job resume_purge(Store& store, PurgeRequest request, JobNumber number, Now now) {
  std::optional<Job> job = store.begin(Access::read)->job(number);
  if (!job || job->kind != JobKind::purge) {
    throw StoreError("job " + std::to_string(number) + " is no purge");
  }
  if (job->status == JobStatus::pending || job->status == JobStatus::running) {
    request.dry_run = job->dry_run;
    if (job->message == kApproved) request.guard_mode = GuardMode::approved;
    return run_purge(store, request, std::move(*job), now);
  }
  publish_leftover(request.reports, number);
  store.checkpoint();
  return *job;
}

}  // namespace roster::purge
