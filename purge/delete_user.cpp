#include "purge/delete_user.hpp"

#include <algorithm>

#include "purge/blockers.hpp"
#include "purge/deletion.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

/// Used as the job's name, because the user's own id must not outlive the user.
constexpr std::string_view kByHand = "by hand";

/// The reason of a keep may name a person, and the job's row outlives the user.
constexpr std::string_view kKept = "kept:";

std::string join(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons)
    text += (text.empty() ? "" : ", ") + (reason.starts_with(kKept) ? "kept" : reason);
  return text;
}

std::optional<StoredUser> find_row(Transaction& transaction, const DeletePayload& wanted) {
  std::vector<StoredUser> found = transaction.get_existing({&wanted.user, 1});
  if (found.empty() || (wanted.damaged && !found.front().damaged())) return std::nullopt;
  return std::move(found.front());
}

std::optional<StoredUser> find(Transaction& transaction, const DeleteRequest& request) {
  if (!request.row) return find_user(transaction, request.id);
  DeletePayload wanted;
  wanted.user = *request.row;
  wanted.damaged = true;
  return find_row(transaction, wanted);
}

Job add_deletion(Store& store, const DeleteRequest& request, Now now) {
  const std::optional<StoredUser> user = find(*store.begin(Access::read), request);
  if (!user)
    throw NoSuchUser(request.row ? "no damaged row has this number" : "nobody has this id");
  if (request.shown && request.shown->user != user->id)
    throw CannotDelete("the user with this id is not the one who was shown");
  DeletePayload payload{user->id,
                        request.force,
                        request.row.has_value(),
                        request.guard_mode,
                        request.key_of,
                        {},
                        request.shown.has_value()};
  if (request.shown) payload.shown = request.shown->shown;
  Job job;
  job.payload = write_payload(payload);
  job.kind = JobKind::remove;
  job.by = request.by;
  job.name = kByHand;
  job.dry_run = request.dry_run;
  return add_job(store, std::move(job), now);
}

ReportLine purged_line(const User& user) {
  ReportLine line;
  line.outcome = "purged";
  line.more.emplace_back("user_group", user.user_group.value);
  if (user.purge_date) line.more.emplace_back("purge_date", format_day(*user.purge_date));
  return line;
}

/// The reasons as the row may keep them: of a keep not its words, but when it was made.
std::vector<std::string> for_row(Transaction& transaction, UserId user,
                                 std::vector<std::string> reasons) {
  const std::optional<Keep> keep = transaction.keeps_of({&user, 1}).front();
  for (std::string& reason : reasons)
    if (keep && reason.starts_with(kKept)) reason = std::string(kKept) + format_time(keep->at);
  return reasons;
}

/// The reasons that nobody has overridden. An approval, or a deletion after a dry run, overrides
/// only those that were shown.
std::vector<std::string> in_force(JobWork& work, const DeleteRequest& request, UserId user,
                                  const std::vector<std::string>& reasons) {
  if (request.force == Force::no) return reasons;
  const auto payload = read_payload<DeletePayload>(work.job.payload);
  if (request.guard_mode != GuardMode::approved && !payload.only_shown) return {};
  const auto& shown = payload.shown;
  const auto now = for_row(work.transaction, user, reasons);
  std::vector<std::string> unseen;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    if (std::find(shown.begin(), shown.end(), now[i]) == shown.end()) unseen.push_back(reasons[i]);
  return unseen;
}

std::string forced_text(const std::vector<std::string>& overridden) {
  return overridden.empty() ? "" : "forced despite " + join(overridden);
}

/// Nothing is removed, so the line may have the primary id. The row keeps what it overrides, for
/// the approval or for the deletion that follows a dry run.
void preview(JobWork& work, const StoredUser& user, const std::vector<std::string>& overridden) {
  auto payload = read_payload<DeletePayload>(work.job.payload);
  payload.shown = for_row(work.transaction, user.id, overridden);
  work.job.payload = write_payload(payload);
  ReportLine line = purged_line(user.user);
  line.primary_id = user.user.primary_id;
  line.blockers = overridden;
  work.report.line(line);
  work.job.counts = {{"purged", 1}, {"kept", 0}};
}

Ending hold(const std::vector<std::string>& overridden) {
  const std::string forced = forced_text(overridden);
  return held("held on request: the deletion is to be approved" +
              (forced.empty() ? "" : "; it is " + forced));
}

Ending keep(JobWork& work, const User& user, const std::vector<std::string>& reasons) {
  ReportLine line;
  line.outcome = "kept";
  line.primary_id = user.primary_id;
  line.blockers = reasons;
  work.report.line(line);
  Ending ending = failed("kept: " + join(reasons));
  ending.counts = {{"purged", 0}, {"kept", 1}};
  return ending;
}

void remove(Transaction& transaction, const DeleteRequest& request, const Job& job,
            const StoredUser& user, ReportWriter& report) {
  report.line(purged_line(user.user));
  transaction.add_to_scrub(ids_in_history(transaction, {&user, 1}));
  Deletion deletion(transaction, request.ledger_key,
                    {job.started, job.number, job.name, DeletePolicy::fully_remove});
  deletion.remove({&user, 1});
}

Ending delete_one(const JobPlace& place, const DeleteRequest& request, JobWork& work, Now now) {
  const StoredUser user =
      *find_row(work.transaction, read_payload<DeletePayload>(work.job.payload));
  auto reasons = blockers(work.transaction, {&user, 1}, by_hand(), {}, now).front();
  // When a damaged row is deleted by its number, the damage itself does not block.
  if (request.row) std::erase(reasons, damaged_row(user.id));
  place.step(Step::decided);
  if (const auto left = in_force(work, request, user.id, reasons); !left.empty())
    return keep(work, user.user, left);
  const bool waits = request.guard_mode == GuardMode::always;
  if (waits || request.dry_run == DryRun::yes) preview(work, user, reasons);
  if (request.dry_run == DryRun::yes)
    return completed(JobStatus::completed_successfully, forced_text(reasons));
  if (waits) return hold(reasons);
  try {
    remove(work.transaction, request, work.job, user, work.report);
  } catch (const LedgerError& error) {
    work.report.clear();
    return failed(error.what());
  }
  place.step(Step::removed);
  work.job.counts = {{"purged", 1}, {"kept", 0}};
  return completed(JobStatus::completed_successfully);
}

Job run(Store& store, const DeleteRequest& request, const Job& job, Now now) {
  const JobPlace place{store,           request.traces.reports,           {},
                       request.on_step, follow_up(store, request.traces), request.on_left_over};
  const Job ended = run_job(place, job, now,
                            [&](JobWork& work) { return delete_one(place, request, work, now); });
  const UserId user = read_payload<DeletePayload>(job.payload).user;
  drop_superseded(place, ended, now, [&](const Job& held) {
    return read_payload<DeletePayload>(held.payload).user == user;
  });
  return ended;
}

}  // namespace

Job run_delete(Store& store, const DeleteRequest& request, Now now) {
  return run(store, request, add_deletion(store, request, now), now);
}

Job approve_delete(Store& store, DeleteRequest request, Job held, Now now) {
  auto kept = read_payload<DeletePayload>(held.payload);
  kept.guard_mode = GuardMode::approved;  // stored in the row at the start: survives a crash
  held.payload = write_payload(kept);
  return resume_delete(store, std::move(request), held, now);
}

Job resume_delete(Store& store, DeleteRequest request, const Job& job, Now now) {
  const auto kept = read_payload<DeletePayload>(job.payload);
  if (kept.user == 0) throw CannotDelete("its row is of an earlier version");
  if (!find_row(*store.begin(Access::read), kept)) throw CannotDelete("the user is gone");
  if (kept.damaged) request.row = kept.user;
  request.force = kept.force;
  request.guard_mode = kept.guard_mode;
  request.dry_run = job.dry_run;
  return run(store, request, job, now);
}

}  // namespace roster::purge
