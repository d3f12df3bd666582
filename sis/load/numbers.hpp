// Numbers: what a load did, counted for its row and measured for the guard.
#pragma once

#include "sis/load/absent.hpp"
#include "sis/load/apply.hpp"
#include "sis/load/guard.hpp"

namespace roster::sis {

/// What the guard looks at, after everything is applied.
LoadNumbers measure(Transaction& transaction, const LoadRequest& request, const Tally& tally,
                    const Absent& absent, const FeedRead& file, Now now);

/// The counts of a load's row. The numbers of the guard that anybody is hit by are among them: what
/// was shown to a person who approves, and what later loads of the day add up.
std::map<std::string, std::int64_t> counts_of(const LoadRequest& request, const Tally& tally,
                                              const Absent& absent, const LoadNumbers& numbers);

/// Of a load that a person approved: later loads of the day do not add its numbers up.
void leave_out_of_sums(std::map<std::string, std::int64_t>& counts);

}  // namespace roster::sis
