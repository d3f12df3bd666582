#include "sis/undo/undo.hpp"

#include <fmt/format.h>

#include <unordered_set>
#include <vector>

#include "sis/undo/restoring.hpp"
#include "sis/undo/undo_checks.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kBatch = 100;

class Undo {
 public:
  /// `shown`: the only users that an approved undo may remove.
  Undo(Transaction& transaction, ReportWriter& report, const UndoRequest& request, const Job& job,
       std::optional<std::unordered_set<UserId>> shown)
      : transaction_(transaction),
        report_(report),
        restoring_(transaction, report_),
        request_(request),
        job_(job),
        shown_(std::move(shown)) {}

  /// Each step frees ids that the next one may need.
  void run() {
    for_pages([&](const Entries& page) { remove(page); });
    for_pages([&](const Entries& page) { put_back(page); });
    restoring_.put_back_waiting();
    if (has_gone_) for_pages([&](const Entries& page) { bring_back(page); });
  }

  const UndoReport& report() const { return report_; }
  const std::vector<UserId>& removed() const { return removed_; }

 private:
  using Entries = std::vector<HistoryEntry>;
  Transaction& transaction_;
  UndoReport report_;
  Restoring restoring_;
  const UndoRequest& request_;
  const Job& job_;
  std::optional<std::unordered_set<UserId>> shown_;
  std::vector<UserId> removed_;
  bool has_gone_ = false;  // the job, itself an undo, removed users

  template <class F>
  void for_pages(F&& work) {
    for (UserId after = 0;;) {
      const Entries page = transaction_.history_of_job(request_.undo, after, kBatch);
      if (page.empty()) return;
      after = page.back().id;
      work(page);
      if (request_.on_progress) request_.on_progress();
    }
  }

  /// Removes the page's users that the job created, unless something holds them.
  void remove(const Entries& page) {
    Entries created;
    for (const HistoryEntry& entry : page)
      if (is_creation(entry)) created.push_back(entry);
    auto now = restoring_.untouched(created);
    std::vector<StoredUser> candidates;
    for (const HistoryEntry& entry : created) {
      const auto user = now.find(entry.id);
      if (user != now.end()) candidates.push_back(std::move(user->second));
    }
    const std::vector<StoredUser> going = without_held(std::move(candidates));
    for (const StoredUser& user : going) {
      removed_.push_back(user.id);
      report_.removed(user.user);
    }
    if (request_.erased && !going.empty()) request_.erased(transaction_, job_, going);
    transaction_.withdraw(going);
  }

  /// Returns the users that can be removed; keeps the others and lists every reason.
  std::vector<StoredUser> without_held(std::vector<StoredUser> users) {
    std::vector<std::vector<std::string>> reasons(users.size());
    if (request_.holds) reasons = request_.holds(transaction_, users);
    std::vector<StoredUser> going;
    for (std::size_t i = 0; i < users.size(); ++i) {
      if (!reasons[i].empty())
        report_.kept(users[i].user, "the user has blockers", reasons[i]);
      else if (shown_ && !shown_->contains(users[i].id))
        report_.kept(users[i].user, "not on the list that was approved");
      else
        going.push_back(std::move(users[i]));
    }
    return going;
  }

  /// A user whom the job removed: an undo's change of no field.
  static bool is_removal(const HistoryEntry& entry) { return entry.before && entry.changed.none(); }

  void put_back(const Entries& page) {
    Entries updated;
    for (const HistoryEntry& entry : page) {
      if (is_removal(entry))
        has_gone_ = true;
      else if (entry.before)
        updated.push_back(entry);
    }
    restoring_.put_back(std::move(updated));
  }

  /// Creates users again whom the job removed.
  void bring_back(const Entries& page) {
    std::vector<Write> writes;
    for (const HistoryEntry& entry : page) {
      if (!is_removal(entry)) continue;
      if (const std::string_view why = why_gone(entry); !why.empty()) {
        report_.kept(*entry.before, why);
        continue;
      }
      writes.push_back({0, &*entry.before, nullptr, {}, {}});
      report_.restored(*entry.before, {});
    }
    transaction_.put(writes);
  }

  /// Why a removed user cannot come back; empty when it can.
  std::string_view why_gone(const HistoryEntry& entry) {
    if (entry.state == RowState::damaged) return "the earlier version of the user is damaged";
    if (!holders_of_ids(transaction_, *entry.before, 0).empty()) return kIdTaken;
    if (request_.erased_since && request_.erased_since(transaction_, *entry.before))
      return "a user with one of its ids was purged or deleted since";
    return {};
  }
};

Ending undo_all(const UndoRequest& request, JobWork& work,
                std::optional<std::unordered_set<UserId>> shown, Now now) {
  const bool approved = shown.has_value();
  Transaction& transaction = work.transaction;
  const JobNumber number = work.job.number;
  const std::int64_t before = population(transaction, request.undo);
  transaction.begin_change(number, now.time, fmt::format("undo {}", request.undo));
  Undo undo(transaction, work.report, request, work.job, std::move(shown));
  undo.run();
  transaction.take_back_absences(request.undo, number);
  work.job.counts = undo.report().counts();
  const auto removed = static_cast<std::int64_t>(undo.removed().size());
  const auto tripped = approved ? std::nullopt : why_held(request, removed, before);
  if (tripped) {
    Ending ending = held(*tripped);
    if (request.dry_run == DryRun::no)
      ending.with_row = [number, gone = undo.removed()](Transaction& row) {
        row.set_listed(number, gone);
      };
    return ending;
  }
  return completed(undo.report().has_kept() ? JobStatus::completed_with_warnings
                                            : JobStatus::completed_successfully);
}

/// Whom alone an approved undo may remove.
std::optional<std::unordered_set<UserId>> shown_with(Store& store, const Job& job) {
  if (read_payload<UndoPayload>(job.payload).removals == Removals::guarded) return {};
  const std::vector<UserId> listed = store.begin(Access::read)->listed(job.number);
  return std::unordered_set<UserId>(listed.begin(), listed.end());
}

Job run(Store& store, const UndoRequest& request, Job job, Now now) {
  const auto shown = shown_with(store, job);
  const JobPlace place{store,           request.reports,   {},
                       request.on_step, request.follow_up, request.on_left_over};
  return run_job(place, std::move(job), now,
                 [&](JobWork& work) { return undo_all(request, work, shown, now); });
}

}  // namespace

Job run_undo(Store& store, const UndoRequest& request, Now now) {
  check_undoable(*store.begin(Access::read), request);
  Job job;
  job.kind = JobKind::undo;
  job.by = request.by;
  job.name = std::to_string(request.undo);
  job.dry_run = request.dry_run;
  job.payload = write_payload(
      UndoPayload{request.later_loads, request.guard, Removals::guarded, request.held});
  return run(store, request, add_job(store, std::move(job), now), now);
}

Job approve_undo(Store& store, const UndoRequest& request, Job held, Now now) {
  check_undoable(*store.begin(Access::read), request);
  held.payload = write_payload(
      UndoPayload{request.later_loads, request.guard, Removals::listed, request.held});
  return run(store, request, std::move(held), now);
}

Job resume_undo(Store& store, UndoRequest request, Job job, Now now) {
  if (job.payload.empty()) throw CannotUndo("its row is of an earlier version");
  const auto kept = read_payload<UndoPayload>(job.payload);
  request.undo = std::stoll(job.name);
  request.dry_run = job.dry_run;
  request.later_loads = kept.later_loads;
  request.guard = kept.guard;
  request.held = kept.held;
  check_undoable(*store.begin(Access::read), request);
  return run(store, request, std::move(job), now);
}

}  // namespace roster::sis
