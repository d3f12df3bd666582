// Numbers: the counts of a load for its row and for the guard.
#pragma once

#include "sis/load/absent.hpp"
#include "sis/load/apply.hpp"
#include "sis/load/guard.hpp"

namespace roster::sis {

/// The guard's input, after everything is applied.
LoadNumbers measure(Transaction& transaction, const LoadRequest& request, const Tally& tally,
                    const Absent& absent, const FeedRead& file, Now now);

/// The counts of a load's row. They include the guard's numbers above zero, which are shown for an
/// approval and summed up by later loads of the day.
std::map<std::string, std::int64_t> counts_of(const LoadRequest& request, const Tally& tally,
                                              const Absent& absent, const LoadNumbers& numbers);

/// Excludes the numbers of an approved load from the sums of later loads of the day.
void leave_out_of_sums(std::map<std::string, std::int64_t>& counts);

}  // namespace roster::sis
