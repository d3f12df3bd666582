#include "purge/purge.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_set>

#include "purge/blockers.hpp"
#include "purge/deletion.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kBatch = 100;  // of users in memory, who can be large

/// Calls `work` for each batch of the items.
template <class Item, class Work>
void for_batches(const std::vector<Item>& items, Work work) {
  const std::span<const Item> all(items);
  for (std::size_t at = 0; at < all.size(); at += kBatch)
    work(all.subspan(at, std::min(kBatch, all.size() - at)));
}

/// `going`: of a dry run, for the purge that follows it.
PurgePayload payload_of(const PurgeRequest& request, std::string going = {}) {
  return {request.policy,         request.delete_policy, request.obligations,
          request.feeds,          request.guard,         request.guard_mode,
          request.only_confirmed, request.shown,         std::move(going)};
}

/// One purge that is running.
class Purge {
 public:
  Purge(const JobPlace& place, const PurgeRequest& request, JobWork& work, Now now)
      : place_(place), request_(request), work_(work), job_(work.job), now_(now) {}

  Ending run() {
    Transaction& transaction = work_.transaction;
    if (const auto refused = refusal(transaction, request_, now_)) return failed(*refused);
    decide(transaction, work_.report);
    place_.step(Step::decided);
    const auto tripped = guard(transaction);
    place_.step(Step::guarded);
    if (!tripped && request_.dry_run == DryRun::no) return complete();
    if (request_.dry_run == DryRun::yes)
      job_.payload = write_payload(payload_of(request_, fingerprint(going_)));
    list(transaction, work_.report, Ids::shown);
    count();
    return tripped ? hold(*tripped) : completed(completed_status());
  }

 private:
  enum class Ids : std::uint8_t { shown, hidden };

  const JobPlace& place_;
  const PurgeRequest& request_;
  JobWork& work_;
  Job& job_;
  Now now_;
  std::set<std::string> stale_feeds_;
  std::vector<UserId> going_;  // by primary id
  std::unordered_set<UserId> unreadable_;
  std::unordered_set<UserId> confirmed_;
  std::int64_t kept_ = 0;

  std::int64_t purged() const { return static_cast<std::int64_t>(going_.size()); }

  bool is_approved() const { return request_.guard_mode == GuardMode::approved; }

  /// An approval is of a list that had only confirmed people.
  bool needs_confirmation() const { return request_.only_confirmed && !is_approved(); }

  void progress() const {
    if (request_.on_progress) request_.on_progress();
  }

  /// Decides who is removed and who is kept; writes lines for those who are kept.
  void decide(Transaction& transaction, ReportWriter& report) {
    stale_feeds_ = stale_feeds(transaction, request_.feeds, now_.time);
    std::vector<Account> due_now = transaction.accounts(due(request_.policy, now_.today));
    if (is_approved()) restrict_to_shown(transaction, due_now, report);
    std::erase_if(due_now,
                  [&](const Account& due) { return request_.gone_before.contains(due.id); });
    if (needs_confirmation())
      for (const UserId id : transaction.listed(job_.number)) confirmed_.insert(id);
    for_batches(due_now, [&](std::span<const Account> accounts) {
      auto found = blockers(transaction, accounts, request_.policy, stale_feeds_, now_);
      if (needs_confirmation())
        for (std::size_t i = 0; i < accounts.size(); ++i)
          if (!confirmed_.contains(accounts[i].id)) found[i].emplace_back("not_confirmed");
      std::vector<UserId> kept;
      for (std::size_t i = 0; i < accounts.size(); ++i)
        (found[i].empty() ? going_ : kept).push_back(accounts[i].id);
      auto reasons = found.begin();
      for (const StoredUser& stored : transaction.get(kept)) {
        while (reasons->empty()) ++reasons;
        keep(stored, *reasons++, report);
      }
      progress();
    });
    count();
  }

  void count() {
    std::erase_if(going_, [&](UserId id) { return unreadable_.contains(id); });
    job_.counts = {{"due", kept_ + purged()}, {"purged", purged()}, {"kept", kept_}};
  }

  /// The users of a batch of going_, less those whose rows turn out to be damaged: they are kept.
  /// Each row is read once, in the transaction that removes it.
  std::vector<StoredUser> read_going(Transaction& transaction, std::span<const UserId> batch,
                                     ReportWriter& report) {
    std::vector<StoredUser> users = transaction.get(batch);
    for (const StoredUser& stored : users)
      if (stored.damaged() && unreadable_.insert(stored.id).second) keep(stored, {}, report);
    std::erase_if(users, [](const StoredUser& stored) { return stored.damaged(); });
    return users;
  }

  /// Keeps in `accounts` only the users on the list that was approved; those on it who are no
  /// longer due are kept.
  void restrict_to_shown(Transaction& transaction, std::vector<Account>& accounts,
                         ReportWriter& report) {
    const std::vector<UserId> shown = transaction.listed(job_.number);
    std::unordered_set<UserId> left(shown.begin(), shown.end());
    std::erase_if(accounts, [&](const Account& account) { return left.erase(account.id) == 0; });
    std::vector<UserId> not_due(left.begin(), left.end());
    std::sort(not_due.begin(), not_due.end());
    for_batches(not_due, [&](std::span<const UserId> ids) {
      for (const StoredUser& stored : transaction.get_existing(ids))
        keep(stored, reasons_not_due(stored.user, request_.policy, now_.today), report);
    });
  }

  void keep(const StoredUser& stored, const std::vector<std::string>& reasons,
            ReportWriter& report) {
    ++kept_;
    if (stale_feeds_.contains(stored.user.external_id)) ++job_.warnings["feed_stale"];
    ReportLine line;
    line.outcome = "kept";
    line.primary_id = stored.user.primary_id;
    line.blockers = reasons;
    if (stored.damaged()) line.blockers.push_back(damaged_row(stored.id));
    report.line(line);
  }

  std::optional<std::string> guard(Transaction& transaction) const {
    if (is_approved()) return std::nullopt;
    if (request_.shown)
      if (auto others = check_shown(*request_.shown, going_)) return others;
    if (request_.guard_mode == GuardMode::always && purged() > 0)
      return "held on request: the list is to be approved";
    return check_guard(request_.guard, purged(), transaction.count(looked_at(request_.policy)));
  }

  JobStatus completed_status() const {
    return job_.warnings.empty() ? JobStatus::completed_successfully
                                 : JobStatus::completed_with_warnings;
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

  void list(Transaction& transaction, ReportWriter& report, Ids ids) {
    for_batches(going_, [&](std::span<const UserId> batch) {
      const std::vector<StoredUser> users = read_going(transaction, batch, report);
      tell(users, report, ids);
      if (request_.on_going) request_.on_going(transaction, users);
      progress();
    });
  }

  Ending complete() {
    try {
      remove(work_.transaction, work_.report);
    } catch (const LedgerError& error) {  // the key could not be made
      work_.report.clear();
      return failed(error.what());
    }
    const std::int64_t tightened =
        apply_policy_to_remains(work_.transaction, request_.delete_policy);
    if (tightened > 0) job_.counts["tightened"] = tightened;
    place_.step(Step::removed);
    return completed(completed_status());
  }

  void remove(Transaction& transaction, ReportWriter& report) {
    const DeletePolicy policy = request_.delete_policy;
    const bool nothing_stays = policy == DeletePolicy::fully_remove;
    if (nothing_stays)
      transaction.add_to_scrub(ids_of_earlier_purges(transaction, request_.traces.reports));
    if (going_.empty()) return;
    Deletion deletion(transaction, request_.ledger_key,
                      {now_.time, job_.number, request_.name, policy});
    for_batches(going_, [&](std::span<const UserId> batch) {
      const std::vector<StoredUser> users = read_going(transaction, batch, report);
      tell(users, report, nothing_stays ? Ids::hidden : Ids::shown);
      if (request_.on_going) request_.on_going(transaction, users);
      if (nothing_stays) transaction.add_to_scrub(ids_in_history(transaction, users));
      deletion.remove(users);
      progress();
    });
    count();
  }

  /// Removes nobody. The list stays in the store for the approval.
  Ending hold(std::string why) const {
    Ending ending = held(std::move(why));
    if (request_.dry_run == DryRun::no)
      ending.with_row = [number = job_.number, going = going_](Transaction& transaction) {
        transaction.set_listed(number, going);
      };
    return ending;
  }
};

/// Are they lists of the same users? Without a configuration all purges have the same name.
bool have_one_scope(const Job& left, const Job& right) {
  const auto one = read_payload<PurgePayload>(left.payload).policy;
  const auto other = read_payload<PurgePayload>(right.payload).policy;
  return !one || !other ||
         (one->record_type == other->record_type && one->user_group == other->user_group);
}

}  // namespace

Job add_purge(Store& store, const PurgeRequest& request, Now now) {
  Job job;
  job.kind = JobKind::purge;
  job.by = request.by;
  job.name = request.name;
  job.dry_run = request.dry_run;
  job.payload = write_payload(payload_of(request));
  job = add_job(store, std::move(job), now);
  if (request.only_confirmed) {  // without it nobody is confirmed, and nobody goes
    const auto transaction = store.begin(Access::write);
    transaction->set_listed(job.number, request.confirmed);
    transaction->commit();
  }
  return job;
}

std::optional<std::string> refusal(Transaction& transaction, const PurgeRequest& request, Now now) {
  try {
    read_ledger_key(transaction, request.ledger_key);
  } catch (const LedgerError& error) {
    return error.what();
  }
  if (!request.obligations) return std::nullopt;
  return check_obligations(*request.obligations, transaction.obligation_sources(), now.time);
}

Job run_purge(Store& store, const PurgeRequest& request, Job job, Now now) {
  const JobPlace place{store,           request.traces.reports,           {},
                       request.on_step, follow_up(store, request.traces), request.on_left_over};
  job.payload = write_payload(payload_of(request));
  job = run_job(place, std::move(job), now,
                [&](JobWork& work) { return Purge(place, request, work, now).run(); });
  do_after(place, job, [&] {  // the list of an earlier run is out of date
    drop_superseded(place, job, now, [&](const Job& held) {
      return held.name == job.name && have_one_scope(held, job);
    });
  });
  return job;
}

void run_as_kept(PurgeRequest& request, const PurgePayload& kept) {
  request.policy = kept.policy.value_or(request.policy);
  request.delete_policy = kept.delete_policy;
  request.obligations = kept.obligations;
  request.feeds = kept.feeds;
  request.guard = kept.guard;
  request.guard_mode = kept.guard_mode;
  request.only_confirmed = kept.only_confirmed;
  request.shown = kept.shown;
}

}  // namespace roster::purge
