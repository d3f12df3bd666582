// Recent: what earlier loads of a profile still mean for a later one. An undone load counts for
// nothing, a dry run neither.
#pragma once

#include <optional>

#include "users/model/job.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// How many users became due for purge by the profile's loads of the last 24 hours that nobody
/// approved.
std::int64_t newly_due_lately(Transaction& transaction, const std::string& profile, Time now);

/// A later load of the held load's profile that was applied, or is held as well.
std::optional<Job> later_load(Transaction& transaction, const Job& held);

}  // namespace roster::sis
