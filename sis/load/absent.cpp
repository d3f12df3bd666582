#include "sis/load/absent.hpp"

#include <map>
#include <utility>

namespace roster::sis {

namespace {

constexpr std::size_t kBatch = 500;

/// What the policy makes of a user; no field changed when it has been applied already.
User marked_absent(const User& user, const AbsentPolicy& policy, Day today) {
  User marked = user;
  if (!policy.status.empty() && marked.status.value != policy.status)
    marked.status = {policy.status, {}};
  if (policy.purge_days) {
    const Day purge = today + std::chrono::days{*policy.purge_days};
    if (!marked.purge_date || *marked.purge_date > purge) marked.purge_date = purge;
  }
  return marked;
}

bool is_due(const User& user, Day today) { return user.purge_date && *user.purge_date <= today; }

class Absence {
 public:
  Absence(Transaction& transaction, const LoadRequest& request, ReportWriter& report, Now now)
      : transaction_(transaction), request_(request), report_(report), now_(now) {}

  Absent apply(std::span<const UserId> ids) {
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

}  // namespace

Absent apply_absence(Transaction& transaction, const LoadRequest& request,
                     const SeenUsers& mentioned, ReportWriter& report, Now now) {
  const Profile& profile = *request.profile;
  if (!profile.full || profile.absent.after == 0) return {};
  std::map<UserId, int> before;
  for (const auto& known : transaction.absences(profile.code)) before[known.id] = known.times;
  std::vector<UserId> absent, out_of_patience;
  UserFilter filter;
  filter.external_id = profile.code;
  transaction.scan(filter, [&](const StoredUser& stored) {
    if (mentioned.contains(stored.id) || !is_external(stored.user)) return true;
    const int times = std::exchange(before[stored.id], 0) + 1;
    if (times > profile.absent.after) return true;  // the policy was applied
    absent.push_back(stored.id);
    if (times == profile.absent.after) out_of_patience.push_back(stored.id);
    return true;
  });
  std::vector<UserId> returned;
  for (const auto& [id, times] : before)
    if (times > 0) returned.push_back(id);
  transaction.count_absent(profile.code, now.today, absent);
  transaction.end_absence(profile.code, now.today, returned);
  return Absence(transaction, request, report, now).apply(out_of_patience);
}

}  // namespace roster::sis
