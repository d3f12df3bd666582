#include "sis/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "users/report.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kBatch = 500;

class Undo {
 public:
  Undo(Transaction& transaction, ReportWriter& report)
      : transaction_(transaction), report_(report) {}

  /// Removals come first and restorations that need an id another restoration frees come again, so
  /// that ids which moved between users can move back.
  void run(JobNumber job) {
    for_pages(job, [&](const std::vector<HistoryEntry>& page) { remove(select(page, false)); });
    std::vector<HistoryEntry> waiting;
    for_pages(job,
              [&](const std::vector<HistoryEntry>& page) { restore(select(page, true), waiting); });
    for (std::size_t before = waiting.size() + 1; !waiting.empty() && waiting.size() < before;) {
      before = waiting.size();
      const std::vector<HistoryEntry> again = std::move(waiting);
      waiting.clear();
      restore(select(again, true), waiting);
    }
    for (const HistoryEntry& entry : waiting)
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
  using Batch = std::vector<const HistoryEntry*>;

  Transaction& transaction_;
  ReportWriter& report_;
  std::int64_t restored_ = 0, removed_ = 0, kept_ = 0;

  template <class F>
  void for_pages(JobNumber job, F&& work) {
    for (UserId after = 0;;) {
      const std::vector<HistoryEntry> page = transaction_.history_of_job(job, after, kBatch);
      if (page.empty()) return;
      after = page.back().id;
      work(page);
    }
  }

  /// The users that existed before the job, or those it created.
  static Batch select(const std::vector<HistoryEntry>& entries, bool existed) {
    Batch chosen;
    for (const HistoryEntry& entry : entries)
      if (entry.before.has_value() == existed) chosen.push_back(&entry);
    return chosen;
  }

  /// The entries' users that still are as the job left them.
  std::unordered_map<UserId, StoredUser> untouched(const Batch& batch) {
    std::vector<UserId> ids;
    for (const HistoryEntry* entry : batch) ids.push_back(entry->id);
    std::unordered_map<UserId, StoredUser> found;
    for (StoredUser& user : transaction_.get_existing(ids)) found.emplace(user.id, std::move(user));
    for (const HistoryEntry* entry : batch) {
      const auto user = found.find(entry->id);
      if (user == found.end()) {
        keep(entry->before.value_or(User{}), "the user is no longer in the store");
      } else if (user->second.revision != entry->revision) {
        keep(user->second.user, "changed since");
        found.erase(user);
      }
    }
    return found;
  }

  void remove(const Batch& batch) {
    std::vector<UserId> ids;
    for (const auto& [id, stored] : untouched(batch)) {
      ids.push_back(id);
      line("removed", stored.user.primary_id, {}, {});
    }
    transaction_.remove(ids);
    removed_ += static_cast<std::int64_t>(ids.size());
  }

  void restore(const Batch& batch, std::vector<HistoryEntry>& waiting) {
    const auto now = untouched(batch);
    std::vector<Write> writes;
    for (const HistoryEntry* entry : batch) {
      const auto current = now.find(entry->id);
      if (current == now.end()) continue;
      if (!ids_free(*entry->before, entry->id)) {
        waiting.push_back(*entry);
        continue;
      }
      const FieldSet changed = differing_fields(current->second.user, *entry->before);
      writes.push_back({entry->id, &*entry->before, &current->second, {}, changed});
      line("restored", entry->before->primary_id, changed, {});
    }
    transaction_.put(writes);
    restored_ += static_cast<std::int64_t>(writes.size());
  }

  bool ids_free(const User& user, UserId id) {
    std::vector<std::string_view> values{user.primary_id};
    for (const Identifier& identifier : user.user_identifiers) values.push_back(identifier.value);
    const auto free = [id](UserId other) { return other == 0 || other == id; };
    const std::vector<Owners> owners = transaction_.owners(values);
    return std::all_of(owners.begin(), owners.end(), [&](const Owners& owner) {
      return free(owner.by_primary_id) && free(owner.by_identifier);
    });
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
    throw CannotUndo(fmt::format("job {} is a {}; only import and synchronize can be undone",
                                 number, to_string(job->kind)));
  if (job->dry_run == DryRun::yes || !is_completed(job->status))
    throw CannotUndo(fmt::format("job {} applied nothing", number));
}

}  // namespace

Job run_undo(Store& store, const UndoRequest& request, Now now) {
  Job job;
  job.kind = JobKind::undo;
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
  Undo undo(*transaction, report);
  undo.run(request.undo);
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
