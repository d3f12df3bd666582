// Account: the name of the account that made a request.
#pragma once

#include <sys/types.h>

#include <string>

namespace roster {

/// The account's name; `uid 1000` when it has none.
std::string account_name(uid_t user);

}  // namespace roster
