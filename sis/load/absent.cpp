#include "sis/load/absent.hpp"

#include <algorithm>
#include <optional>

#include "sis/load/apply.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kBatch = 100;

/// The user after applying the policy; equal when it was applied before.
User marked_absent(const User& user, const AbsentPolicy& policy, Day today) {
  User marked = user;
  if (!policy.status.empty() && marked.status.value != policy.status)
    marked.status = {policy.status, {}};
  if (policy.purge_days) {
    const std::optional<Day> purge = days_after(today, *policy.purge_days);
    if (purge && (!marked.purge_date || *marked.purge_date > *purge)) marked.purge_date = purge;
  }
  return marked;
}

/// Applies the policy.
class Marking {
 public:
  Marking(Transaction& transaction, const LoadRequest& request, ReportWriter& report, Now now)
      : transaction_(transaction), request_(request), report_(report), now_(now) {}

  /// Returns `found` plus the marked users.
  Absent apply(std::span<const UserId> ids, const Absent& found) {
    done_ = found;
    transaction_.mark_absent(request_.profile->code, now_.today, ids);
    for (std::size_t at = 0; at < ids.size(); at += kBatch)
      batch(ids.subspan(at, std::min(kBatch, ids.size() - at)));
    return done_;
  }

 private:
  Transaction& transaction_;
  const LoadRequest& request_;
  ReportWriter& report_;
  Now now_;
  Absent done_;

  void batch(std::span<const UserId> ids) {
    const std::vector<StoredUser> stored = transaction_.get(ids);
    std::vector<User> after;
    std::vector<Write> writes;
    after.reserve(stored.size());  // writes point into it
    for (const StoredUser& before : stored) {
      if (before.damaged()) continue;  // the next record of this user repairs the row
      after.push_back(marked_absent(before.user, request_.profile->absent, now_.today));
      const FieldSet changed = differing_fields(before.user, after.back());
      if (changed.none()) continue;
      writes.push_back({before.id, &after.back(), &before, {}, changed});
      if (is_due(after.back(), now_.today) && !is_due(before.user, now_.today)) ++done_.newly_due;
      tell(before.user, after.back(), changed);
    }
    transaction_.put(writes);
    done_.marked += static_cast<std::int64_t>(writes.size());
  }

  void tell(const User& before, const User& after, const FieldSet& changed) {
    if (request_.on_change) request_.on_change(&before, after, changed);
    ReportLine line;
    line.outcome = "absent";
    line.primary_id = before.primary_id;
    line.fields = changed;
    report_.line(line);
  }
};

/// Determines which users are present or missing, and for how long.
class Roll {
 public:
  Roll(Transaction& transaction, const Profile& profile, const Applier& applier, Day today)
      : known_(transaction.absences(profile.code)),
        policy_(profile.absent),
        applier_(applier),
        today_(today) {}

  std::vector<UserId> counted, returned, out_of_patience;

  /// `ids`: the users of the profile after the load, ordered.
  Absent call(std::span<const UserId> ids) {
    const Tally& tally = applier_.tally();
    const std::int64_t joined = tally.created + tally.joined;
    found_.population = static_cast<std::int64_t>(ids.size()) - joined;
    found_.expected = found_.population;
    for (const UserId id : ids) look_at(id, find(id));
    return found_;
  }

 private:
  std::vector<Absence> known_;  // by id
  const AbsentPolicy& policy_;
  const Applier& applier_;
  Day today_;
  Absent found_;
  std::size_t at_ = 0;  // in known_

  Absence find(UserId id) {
    while (at_ < known_.size() && known_[at_].id < id) ++at_;
    if (at_ == known_.size() || known_[at_].id != id) return {id, 0, {}, Marked::no};
    Absence absence = known_[at_];
    if (absence.marked == Marked::unknown)
      absence.marked = absence.times >= after() ? Marked::yes : Marked::no;
    return absence;
  }

  /// Without a policy, one absence is enough.
  int after() const { return std::max(1, policy_.after); }

  void look_at(UserId id, Absence absence) {
    const bool was_absent = policy_.after == 0 ? absence.times > 0 : absence.marked == Marked::yes;
    if (was_absent) --found_.expected;
    if (applier_.mentioned().contains(id)) {
      if (absence.times > 0 || absence.marked == Marked::yes) returned.push_back(id);
      return;
    }
    if (!was_absent) ++found_.missing;
    if (was_absent || !applier_.knows_everybody()) return;
    const bool counted_today = absence.last_day == today_;
    if (!counted_today) counted.push_back(id);
    if (policy_.after > 0 && absence.times + (counted_today ? 0 : 1) >= policy_.after)
      out_of_patience.push_back(id);
  }
};

}  // namespace

Absent apply_absence(Transaction& transaction, const LoadRequest& request, const Applier& applier,
                     ReportWriter& report, Now now) {
  if (!is_full(request)) return {};
  const Profile& profile = *request.profile;
  Roll roll(transaction, profile, applier, now.today);
  const Absent found = roll.call(transaction.external_users(profile.code));
  transaction.count_absent(profile.code, now.today, roll.counted);
  transaction.end_absence(profile.code, now.today, roll.returned);
  return Marking(transaction, request, report, now).apply(roll.out_of_patience, found);
}

}  // namespace roster::sis
