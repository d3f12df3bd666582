#include "sis/load/numbers.hpp"

#include <fmt/format.h>

#include "sis/load/recent.hpp"

namespace roster::sis {

LoadNumbers measure(Transaction& transaction, const LoadRequest& request, const Tally& tally,
                    const Absent& absent, const FeedRead& file, Now now) {
  const std::string& profile = request.profile->code;
  LoadNumbers numbers;
  numbers.full = is_full(request);
  numbers.processed = tally.processed();
  numbers.created = tally.created;
  numbers.updated = tally.updated;
  numbers.rejected = tally.rejected;
  numbers.joined = tally.joined;
  numbers.missing = absent.missing;
  numbers.expected = absent.expected;
  numbers.absent = absent.marked;
  numbers.newly_due = tally.newly_due + absent.newly_due;
  const FieldCounts counts = transaction.field_counts(profile);
  numbers.cleared = tally.cleared.all(tally.skipped, counts, request.profile->guard);
  if (numbers.full && file.announced > 0) numbers.announced = file.announced;
  // A load removes no users: population before = users now - created - joined.
  const std::int64_t users = counts[static_cast<std::size_t>(Field::primary_id)];
  numbers.population = numbers.full ? absent.population : users - tally.created - tally.joined;
  if (numbers.newly_due > 0)
    numbers.newly_due_before = newly_due_lately(transaction, profile, now.time, numbers.population,
                                                request.profile->guard.from);
  return numbers;
}

std::map<std::string, std::int64_t> counts_of(const LoadRequest& request, const Tally& tally,
                                              const Absent& absent, const LoadNumbers& numbers) {
  std::map<std::string, std::int64_t> counts{{"processed", tally.processed()},
                                             {"created", tally.created},
                                             {"updated", tally.updated},
                                             {"unchanged", tally.unchanged},
                                             {"rejected", tally.rejected},
                                             {"purge_date_from_feed", tally.purge_date_feed},
                                             {"purge_date_from_policy", tally.purge_date_policy}};
  if (numbers.full && request.profile->absent.after > 0) counts["absent"] = absent.marked;
  if (numbers.missing > 0) counts["missing"] = numbers.missing;
  if (numbers.newly_due > 0) counts["newly_due"] = numbers.newly_due;
  for (const Cleared& cleared : numbers.cleared)
    counts[fmt::format("cleared_{}", cleared.field)] = cleared.lost;
  return counts;
}

void leave_out_of_sums(std::map<std::string, std::int64_t>& counts) {
  if (auto due = counts.extract("newly_due")) {
    due.key() = "newly_due_approved";
    counts.insert(std::move(due));
  }
}

}  // namespace roster::sis
