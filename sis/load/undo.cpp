#include "sis/load/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <vector>

#include "users/jobs/report.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kBatch = 500;

class Undo {
 public:
  Undo(Transaction& transaction, ReportWriter& report, const UndoRequest& request)
      : transaction_(transaction), report_(report), request_(request) {}

  /// Removals come first, since ids may have moved to users the job created.
  void run() {
    for_pages([&](const Entries& page) { remove(page); });
    for_pages([&](const Entries& page) { restore(page); });
    for (const auto& [holder, entries] : waiting_)
      for (const HistoryEntry& entry : entries)
        keep(*entry.before, "an id it had belongs to another user now");
  }

  std::map<std::string, std::int64_t> counts() const {
    return {{"processed", restored_ + removed_ + kept_},
            {"restored", restored_},
            {"removed", removed_},
            {"kept", kept_}};
  }
  std::int64_t kept() const { return kept_; }

 private:
  using Entries = std::vector<HistoryEntry>;

  Transaction& transaction_;
  ReportWriter& report_;
  const UndoRequest& request_;
  std::int64_t restored_ = 0, removed_ = 0, kept_ = 0;
  std::map<UserId, Entries> waiting_;  // by the user who holds an id that an entry's user had

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

  /// The users as the job left them; nothing, and a word in the report, for those that are not.
  std::unordered_map<UserId, StoredUser> untouched(const std::vector<const HistoryEntry*>& batch) {
    std::vector<UserId> ids;
    for (const HistoryEntry* entry : batch) ids.push_back(entry->id);
    std::unordered_map<UserId, StoredUser> found;
    for (StoredUser& user : transaction_.get_existing(ids)) found.emplace(user.id, std::move(user));
    for (const HistoryEntry* entry : batch) {
      const auto user = found.find(entry->id);
      if (user == found.end()) {
        keep(entry->before.value_or(User{}), "the user is no longer in the store");
      } else if (!is_as_left(user->second, *entry)) {
        keep(user->second.user, "changed since");
        found.erase(user);
      }
    }
    return found;
  }

  /// Written since, a user may still be as the job left it: what was done was undone.
  bool is_as_left(const StoredUser& now, const HistoryEntry& entry) {
    if (now.revision == entry.revision) return true;
    for (const HistoryEntry& later : transaction_.history_of_user(now.id))
      if (later.revision > entry.revision) return later.before == now.user;
    return false;
  }

  /// Removes the page's users that the job created.
  void remove(const Entries& page) {
    std::vector<const HistoryEntry*> created;
    for (const HistoryEntry& entry : page)
      if (!entry.before) created.push_back(&entry);
    const auto now = untouched(created);
    std::vector<UserId> ids;
    for (const HistoryEntry* entry : created) {
      const auto user = now.find(entry->id);
      if (user == now.end()) continue;
      ids.push_back(entry->id);
      line("removed", user->second.user.primary_id, {}, {});
    }
    transaction_.remove(ids);
    removed_ += static_cast<std::int64_t>(ids.size());
  }

  /// Restores the page's other users, then those who waited for an id that these held.
  void restore(const Entries& page) {
    Entries entries;
    for (const HistoryEntry& entry : page)
      if (entry.before) entries.push_back(entry);
    while (!entries.empty()) {
      const std::vector<UserId> restored = put_back(entries);
      entries.clear();
      for (const UserId id : restored)
        if (auto freed = waiting_.extract(id))
          std::move(freed.mapped().begin(), freed.mapped().end(), std::back_inserter(entries));
    }
  }

  /// Answers who was restored; the others are reported, or wait.
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
      writes.push_back({entry.id, &*entry.before, &current->second, {}, changed});
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

  void keep(const User& user, std::string_view why) {
    ++kept_;
    line("kept", user.primary_id, {}, why);
  }

  void line(std::string_view outcome, std::string_view primary_id, const FieldSet& fields,
            std::string_view message) {
    ReportLine line;
    line.outcome = outcome;
    line.primary_id = primary_id;
    line.fields = fields;
    line.message = message;
    report_.line(line);
  }
};

void check_undoable(Transaction& transaction, JobNumber number) {
  const std::optional<Job> job = transaction.job(number);
  if (!job) throw CannotUndo(fmt::format("there is no job {}", number));
  if (job->kind != JobKind::import && job->kind != JobKind::synchronize)
    throw CannotUndo(fmt::format("job {} is of kind {}; only import and synchronize can be undone",
                                 number, to_string(job->kind)));
  if (job->dry_run == DryRun::yes || !is_completed(job->status))
    throw CannotUndo(fmt::format("job {} applied nothing", number));
}

}  // namespace

Job run_undo(Store& store, const UndoRequest& request, Now now) {
  Job job;
  job.kind = JobKind::undo;
  job.by = request.by;
  job.name = std::to_string(request.undo);
  job.dry_run = request.dry_run;
  job.started = now.time;
  job.status = JobStatus::running;
  {
    const auto transaction = store.begin(Access::write);
    check_undoable(*transaction, request.undo);
    job.number = transaction->add_job(job);
    transaction->commit();
  }
  ReportWriter report(request.reports, job.number);
  auto transaction = store.begin(Access::write);
  transaction->begin_change(job.number, now.time, fmt::format("undo {}", request.undo));
  Undo undo(*transaction, report, request);
  undo.run();
  job.counts = undo.counts();
  job.status =
      undo.kept() > 0 ? JobStatus::completed_with_warnings : JobStatus::completed_successfully;
  job.ended = now.time;
  report.finish(job);
  if (request.dry_run == DryRun::yes) {
    transaction.reset();
    transaction = store.begin(Access::write);
  }
  transaction->update_job(job);
  transaction->commit();
  report.publish();
  return job;
}

}  // namespace roster::sis
