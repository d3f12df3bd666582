// Absent: handles users missing from full feeds. A user who is missing from a full feed has left
// the SIS; after a configured number of consecutive full feeds such a user gets the configured
// status and purge date.
#pragma once

#include "sis/load/apply.hpp"

namespace roster::sis {

struct Absent {
  std::int64_t marked = 0;      // users the policy was applied to
  std::int64_t newly_due = 0;   // of them: due for purge because of it
  std::int64_t population = 0;  // users of the profile before the load
  std::int64_t expected = 0;    // of them: not already absent
  std::int64_t missing = 0;     // of expected: not in the feed
};

/// Counts the absence of every user of the profile who is not in a full feed, at most once a day.
/// Applies the policy to users whose count reaches the policy's number, with a report line `absent`
/// for each. A user who is seen again restarts at 0 and is not counted on that day. Counts nobody
/// when a record of the feed does not identify its user.
Absent apply_absence(Transaction& transaction, const LoadRequest& request, const Applier& applier,
                     ReportWriter& report, Now now);

}  // namespace roster::sis
