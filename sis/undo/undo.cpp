#include "sis/undo/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "sis/undo/undo_checks.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kBatch = 500;

class Undo {
 public:
  /// `shown`: the only users that an approved undo may remove.
  Undo(Transaction& transaction, ReportWriter& report, const UndoRequest& request, const Job& job,
       std::optional<std::unordered_set<UserId>> shown)
      : transaction_(transaction),
        report_(report),
        request_(request),
        job_(job),
        shown_(std::move(shown)) {}

  /// Removes first, because ids can have moved to users that the job created.
  void run() {
    for_pages([&](const Entries& page) { remove(page); });
    for_pages([&](const Entries& page) { restore(page); });
    for (const auto& [holder, entries] : waiting_)
      for (const HistoryEntry& entry : entries)
        keep(*entry.before, "one of its former ids now belongs to another user");
  }

  std::map<std::string, std::int64_t> counts() const {
    return {{"processed", restored_ + count_removed() + kept_},
            {"restored", restored_},
            {"removed", count_removed()},
            {"kept", kept_}};
  }
  std::int64_t kept() const { return kept_; }
  const std::vector<UserId>& removed() const { return removed_; }

 private:
  using Entries = std::vector<HistoryEntry>;
  Transaction& transaction_;
  ReportWriter& report_;
  const UndoRequest& request_;
  const Job& job_;
  std::optional<std::unordered_set<UserId>> shown_;
  std::int64_t restored_ = 0, kept_ = 0;
  std::vector<UserId> removed_;
  std::map<UserId, Entries> waiting_;  // by the user that has an id of an entry's user

  std::int64_t count_removed() const { return static_cast<std::int64_t>(removed_.size()); }

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

  /// The users that are still as the job left them. Reports the others as kept.
  std::unordered_map<UserId, StoredUser> untouched(const std::vector<const HistoryEntry*>& batch) {
    std::vector<UserId> ids;
    for (const HistoryEntry* entry : batch) ids.push_back(entry->id);
    std::unordered_map<UserId, StoredUser> found;
    for (StoredUser& user : transaction_.get_existing(ids)) found.emplace(user.id, std::move(user));
    for (const HistoryEntry* entry : batch) {
      const auto user = found.find(entry->id);
      if (user == found.end()) {
        keep(entry->before.value_or(User{}), "the user is no longer in the store");
      } else if (user->second.damaged() || entry->state == RowState::damaged) {
        keep(user->second.user, "its row or its earlier version is damaged");
        found.erase(user);
      } else if (!is_as_left(user->second, *entry)) {
        keep(user->second.user, "changed since");
        found.erase(user);
      }
    }
    return found;
  }

  /// A user with a later revision can still be as the job left it, when the later change was
  /// undone.
  bool is_as_left(const StoredUser& now, const HistoryEntry& entry) {
    if (now.revision == entry.revision) return true;
    for (const HistoryEntry& later : transaction_.history_of_user(now.id))
      if (later.revision > entry.revision) return later.before == now.user;
    return false;
  }

  /// Removes the page's users that the job created, unless something holds them.
  void remove(const Entries& page) {
    std::vector<const HistoryEntry*> created;
    for (const HistoryEntry& entry : page)
      if (is_creation(entry)) created.push_back(&entry);
    auto now = untouched(created);
    std::vector<StoredUser> candidates;
    for (const HistoryEntry* entry : created) {
      const auto user = now.find(entry->id);
      if (user != now.end()) candidates.push_back(std::move(user->second));
    }
    const std::vector<StoredUser> going = without_held(std::move(candidates));
    for (const StoredUser& user : going) {
      removed_.push_back(user.id);
      line("removed", user.user.primary_id, {}, {});
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
        keep(users[i].user, "the user has blockers", reasons[i]);
      else if (shown_ && !shown_->contains(users[i].id))
        keep(users[i].user, "not on the list that was approved");
      else
        going.push_back(std::move(users[i]));
    }
    return going;
  }

  /// Restores the page's other users, then users who waited for an id of one of these.
  void restore(const Entries& page) {
    Entries entries, removed;
    for (const HistoryEntry& entry : page) {
      if (entry.before) (entry.changed.none() ? removed : entries).push_back(entry);
      if (entry.state == RowState::damaged) keep({}, "the earlier version of the user is damaged");
    }
    bring_back(removed);
    while (!entries.empty()) {
      const std::vector<UserId> restored = put_back(entries);
      entries.clear();
      for (const UserId id : restored)
        if (auto freed = waiting_.extract(id))
          std::move(freed.mapped().begin(), freed.mapped().end(), std::back_inserter(entries));
    }
  }

  /// Creates users again that the job, itself an undo, removed.
  void bring_back(const Entries& removed) {
    std::vector<Write> writes;
    for (const HistoryEntry& entry : removed) {
      if (entry.state == RowState::damaged) {
        keep(*entry.before, "the earlier version of the user is damaged");
        continue;
      }
      if (holder_of_ids(*entry.before, 0) != 0) {
        keep(*entry.before, "one of its former ids now belongs to another user");
        continue;
      }
      writes.push_back({0, &*entry.before, nullptr, {}, {}});
      line("restored", entry.before->primary_id, {}, {});
    }
    transaction_.put(writes);
    restored_ += static_cast<std::int64_t>(writes.size());
  }

  /// Returns the users restored; reports the others or lets them wait.
  std::vector<UserId> put_back(const Entries& entries) {
    std::vector<const HistoryEntry*> batch;
    for (const HistoryEntry& entry : entries) batch.push_back(&entry);
    const auto now = untouched(batch);
    std::vector<Write> writes;
    std::vector<UserId> restored;
    for (const HistoryEntry& entry : entries) {
      const auto current = now.find(entry.id);
      if (current == now.end()) continue;
      if (const UserId holder = holder_of_ids(*entry.before, entry.id)) {
        waiting_[holder].push_back(entry);
        continue;
      }
      const FieldSet changed = differing_fields(current->second.user, *entry.before);
      // The ids that the load gave to this user were wrong.
      writes.push_back(
          {entry.id, &*entry.before, &current->second, {}, changed, Write::GoneIds::forgotten});
      restored.push_back(entry.id);
      line("restored", entry.before->primary_id, changed, {});
    }
    transaction_.put(writes);
    restored_ += static_cast<std::int64_t>(writes.size());
    return restored;
  }

  /// Another user who has one of the user's ids; 0 when they are free.
  UserId holder_of_ids(const User& user, UserId id) {
    std::vector<std::string_view> values{user.primary_id};
    for (const Identifier& identifier : user.user_identifiers) values.push_back(identifier.value);
    for (const Owners& owner : transaction_.owners(values))
      for (const UserId holder : {owner.by_primary_id, owner.by_identifier})
        if (holder != 0 && holder != id) return holder;
    return 0;
  }

  void keep(const User& user, std::string_view why, std::vector<std::string> reasons = {}) {
    ++kept_;
    line("kept", user.primary_id, {}, why, std::move(reasons));
  }

  void line(std::string_view outcome, std::string_view primary_id, const FieldSet& fields,
            std::string_view message, std::vector<std::string> reasons = {}) {
    ReportLine line;
    line.blockers = std::move(reasons);
    line.outcome = outcome;
    line.primary_id = primary_id;
    line.fields = fields;
    line.message = message;
    report_.line(line);
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
  work.job.counts = undo.counts();
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
  return completed(undo.kept() > 0 ? JobStatus::completed_with_warnings
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
