// Recent: effects of earlier loads of a profile on a later one. Undone loads and dry runs do not
// count.
#pragma once

#include <optional>

#include "users/model/job.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

/// How many users became due for purge by the profile's loads of the last 24 hours, without
/// approved loads, and without those that found fewer than `from` users, such as the first one: no
/// share of so few is measured. `users`: the profile's before the present load.
std::int64_t newly_due_lately(Transaction& transaction, const std::string& profile, Time now,
                              std::int64_t users, std::int64_t from);

/// A later load of the same profile that was applied or is held too.
std::optional<Job> later_load(Transaction& transaction, const Job& held);

}  // namespace roster::sis
