// Recent: effects of earlier loads of a profile on a later one. Undone loads and dry runs do not
// count.
#pragma once

#include <optional>

#include "users/model/job.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// How many users became due for purge by the profile's loads of the last 24 hours, without
/// approved loads.
std::int64_t newly_due_lately(Transaction& transaction, const std::string& profile, Time now);

/// A later load of the same profile that was applied or is held too.
std::optional<Job> later_load(Transaction& transaction, const Job& held);

}  // namespace roster::sis
