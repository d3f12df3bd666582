// Absent: people missing from full feeds. A SIS that sends everybody says by silence that a person
// left; after a configured number of full feeds in a row such a user gets the configured status and
// purge date.
#pragma once

#include "sis/load/apply.hpp"

namespace roster::sis {

struct Absent {
  std::int64_t marked = 0;      // users the policy was applied to
  std::int64_t newly_due = 0;   // of them: their purge date is reached because of it
  std::int64_t population = 0;  // users of the profile before the load
  std::int64_t expected = 0;    // of them: who was not absent already
  std::int64_t missing = 0;     // of these: not in the feed
};

/// Counts the absence of every user of the profile that a full feed did not mention, at most once a
/// day, and applies the policy to those whose absences are as many as it says, with a report line
/// `absent` each. Who is seen again starts from none, and is not counted on that day. Nobody is
/// counted when a record of the feed does not say whom it is about.
Absent apply_absence(Transaction& transaction, const LoadRequest& request, const Applier& applier,
                     ReportWriter& report, Now now);

}  // namespace roster::sis
