// Asked: whose job it is, for decisions that are somebody else's (four_eyes).
#pragma once

#include <string_view>

#include "users/model/job.hpp"

namespace roster {

/// Did this account ask for the job, itself or with a key of the Users API that it made? `job` as
/// its row has it.
bool has_asked_for(const Job& job, std::string_view account);

}  // namespace roster
