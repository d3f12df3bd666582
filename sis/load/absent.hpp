// Absent: people missing from full feeds. A SIS that sends everybody says by silence that a person
// left; after a configured number of full feeds in a row such a user gets the configured status and
// purge date.
#pragma once

#include "sis/load/apply.hpp"

namespace roster::sis {

struct Absent {
  std::int64_t marked = 0;     // users the policy was applied to
  std::int64_t newly_due = 0;  // of them: their purge date is reached because of it
};

/// Counts the absence of every user of the profile that the feed did not mention, and applies the
/// policy to those it has run out for, with a report line `absent` each. Does nothing unless the
/// profile has `full` and a policy.
Absent apply_absence(Transaction& transaction, const LoadRequest& request,
                     const SeenUsers& mentioned, ReportWriter& report, Now now);

}  // namespace roster::sis
