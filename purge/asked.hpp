// Asked: whom the list of a source is about. A list usually is about everybody; one that was taken
// in with --only-due is about the people who were due then, and says nothing of anybody else.
#pragma once

#include <string>
#include <vector>

#include "purge/policy.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

/// Whom a system was asked about at a moment: those due by one of the policies on that day, without
/// whoever changed since and may not have been due then. Ascending.
std::vector<UserRange> due_at(Transaction& transaction, std::span<const Policy> policies, Day day,
                              Time moment);

/// For each of these users the sources whose last list is not about them: `not_asked:alma`, …
std::vector<std::vector<std::string>> not_asked(Transaction& transaction,
                                                std::span<const UserId> users);

}  // namespace roster::purge
