#include "sis/undo/undo_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "users/jobs/undone.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kBatch = 100;

bool is_load(const Job& job) {
  return job.kind == JobKind::import || job.kind == JobKind::synchronize;
}

bool is_applied_now(Transaction& transaction, const Job& job) {
  return is_applied(job) && !is_undone(transaction, job.number);
}

/// The profile's loads after a job that were applied and not undone.
std::vector<JobNumber> later_loads(Transaction& transaction, const Job& load, JobNumber since) {
  std::vector<JobNumber> found;
  JobFilter filter;
  filter.name = load.name;
  for (const JobKind kind : {JobKind::import, JobKind::synchronize}) {
    filter.kind = kind;
    for (const Job& job : transaction.jobs(filter))
      if (job.number > since && is_applied_now(transaction, job)) found.push_back(job.number);
  }
  return found;
}

/// The users in the feeds of these jobs.
class Confirmed {
 public:
  Confirmed(Transaction& transaction, const std::vector<JobNumber>& jobs)
      : bits_(static_cast<std::size_t>(transaction.last_user_id()) + 1) {
    for (const JobNumber job : jobs)
      for (const UserRange& range : transaction.seen(job))
        for (UserId id = range.first; id <= range.last; ++id)
          bits_.at(static_cast<std::size_t>(id)) = true;
  }
  bool contains(UserId id) const { return bits_.at(static_cast<std::size_t>(id)); }

 private:
  std::vector<bool> bits_;
};

/// Did one of the jobs change the user after the entry?
bool changed_by(Transaction& transaction, const HistoryEntry& entry,
                const std::vector<JobNumber>& jobs) {
  const auto history = transaction.history_of_user(entry.id);
  return std::any_of(history.begin(), history.end(), [&](const HistoryEntry& later) {
    return later.revision > entry.revision &&
           std::find(jobs.begin(), jobs.end(), later.job) != jobs.end();
  });
}

void check_later_loads(Transaction& transaction, const UndoRequest& request, const Job& load) {
  const std::vector<JobNumber> later = later_loads(transaction, load, request.undo);
  if (later.empty()) return;
  const Confirmed confirmed(transaction, later);
  std::int64_t touched = 0;
  for (UserId after = 0;;) {
    const auto page = transaction.history_of_job(request.undo, after, kBatch);
    if (page.empty()) break;
    after = page.back().id;
    for (const HistoryEntry& entry : page)
      if (!entry.before && entry.state == RowState::whole &&
          (confirmed.contains(entry.id) || changed_by(transaction, entry, later)))
        ++touched;
    if (request.on_progress) request.on_progress();
  }
  if (touched == 0) return;
  throw CannotUndo(
      fmt::format("{} of the users that it would remove are in later loads (latest: job {}); undo "
                  "those loads first, or use --anyway",
                  touched, *std::max_element(later.begin(), later.end())));
}

/// Whom an undo removed and another brought back is created by the latter: an undo of the load
/// alone would miss them.
void check_not_put_back(Transaction& transaction, JobNumber number) {
  JobFilter filter;
  filter.kind = JobKind::undo;
  filter.name = std::to_string(number);
  for (const Job& undo : transaction.jobs(filter)) {
    const auto removed = undo.counts.find("removed");
    if (!is_applied(undo) || removed == undo.counts.end() || removed->second == 0) continue;
    if (const auto back = undone_by(transaction, undo.number))
      throw CannotUndo(fmt::format("job {} undid job {}, and job {} put it back; undo job {}",
                                   undo.number, number, *back, *back));
  }
}

/// What a load wrote is known only as long as its history is kept.
void check_history(Transaction& transaction, const Job& job) {
  const auto count = [&job](const char* name) {
    const auto found = job.counts.find(name);
    return found == job.counts.end() ? 0 : found->second;
  };
  const bool wrote =
      count("created") + count("updated") + count("absent") + count("restored") + count("removed") >
      0;
  if (wrote && !transaction.has_history(job.number))
    throw CannotUndo(fmt::format("the history of job {} is no longer available", job.number));
}

std::optional<std::string> check_removals(const UndoGuard& guard, std::int64_t removed,
                                          std::int64_t population) {
  if (population < guard.from || removed < guard.at_least) return std::nullopt;
  const double share = static_cast<double>(removed) / static_cast<double>(population);
  if (share <= guard.share) return std::nullopt;
  return fmt::format("removed: {} of {} users ({:.1f} %, limit {:.1f} %)", removed, population,
                     share * 100, guard.share * 100);
}

}  // namespace

Job load_behind(Transaction& transaction, JobNumber number) {
  std::optional<Job> job = transaction.job(number);
  while (job && job->kind == JobKind::undo) job = transaction.job(std::stoll(job->name));
  return job.value_or(Job{});
}

void check_undoable(Transaction& transaction, const UndoRequest& request) {
  const JobNumber number = request.undo;
  const std::optional<Job> job = transaction.job(number);
  if (!job) throw CannotUndo(fmt::format("there is no job {}", number));
  if (!is_load(*job) && job->kind != JobKind::undo)
    throw CannotUndo(
        fmt::format("job {} is of kind {}; only import, synchronize and undo can be undone", number,
                    to_string(job->kind)));
  if (!is_applied(*job)) throw CannotUndo(fmt::format("job {} was not applied", number));
  check_history(transaction, *job);
  if (request.later_loads == LaterLoads::refuse) check_not_put_back(transaction, number);
  if (request.later_loads == LaterLoads::refuse)
    check_later_loads(transaction, request, load_behind(transaction, number));
}

bool is_creation(const HistoryEntry& entry) {
  return !entry.before && entry.state == RowState::whole;
}

std::int64_t population(Transaction& transaction, JobNumber number) {
  UserFilter filter;
  filter.external_id = load_behind(transaction, number).name;
  return transaction.count(filter);
}

std::optional<std::string> why_held(const UndoRequest& request, std::int64_t removed,
                                    std::int64_t population) {
  if (auto excess = check_removals(request.guard, removed, population)) return excess;
  if (request.held == UndoHeld::beyond_guard) return std::nullopt;
  return "held on request: the undo is to be approved";
}

}  // namespace roster::sis
