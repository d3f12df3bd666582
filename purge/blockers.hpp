// Blockers: every reason why a user who is due is kept all the same. Pure.
//
//   loans:2 balance:12.50 po_lines:1 purchase_orders:1 invoices:1 locked_bibs:1 import_profiles:1
//   md_editor:1 locked:NAME assets:1 grants:1 hold_shelf_requests:1 not_expired:2027-06-30
//   requests:3 proxies:1 guarantees:1 blocks:1 other:WORD:1 internal_account
//
// Where the wording leaves room, the reading is the one that keeps the user:
// - an account is valid through its expiry day, so that day itself still counts as not expired;
// - fees and credits of all sources are one balance; only more than the threshold blocks;
// - an internal account is kept (Policy::keep_internal): staff made it, and no feed brings it back.
// A user without an expiry date is not held back by `require_expired`: nothing says that the
// account is to last, and its purge date was set on purpose.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "purge/policy.hpp"
#include "users/model/obligation.hpp"

namespace roster::purge {

/// All reasons, in the order above; none when nothing keeps the user. `obligations` and `lock` are
/// the user's own (Transaction::obligations_of, locks_of).
std::vector<std::string> blockers(const Account& account, std::span<const Obligation> obligations,
                                  const std::optional<Lock>& lock, const Policy& policy, Now now);

/// The same for users of the store, in the order given; asks the store once for all.
std::vector<std::vector<std::string>> blockers(Transaction& transaction,
                                               std::span<const Account> accounts,
                                               const Policy& policy, Now now);

}  // namespace roster::purge
