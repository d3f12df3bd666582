// Blockers: every reason why a user who is due is kept all the same. Pure.
//
//   loans:2 balance:12.50 po_lines:1 purchase_orders:1 invoices:1 locked_bibs:1 import_profiles:1
//   md_editor:1 locked:NAME assets:1 grants:1 hold_shelf_requests:1 not_expired:2027-06-30
//   requests:3 proxies:1 guarantees:1 blocks:1 other:WORD:1 internal_account kept:REASON
//   feed_stale:CODE not_asked:SOURCE, and of a purge of confirmed people: not_confirmed
//
// Where the wording leaves room, the reading is the one that keeps the user:
// - an account is valid through its expiry day, so that day itself still counts as not expired;
// - fees and credits of all sources are one balance; only more than the threshold blocks;
// - an internal account is kept (Policy::keep_internal): staff made it, and no feed brings it back.
// A user without an expiry date is not held back by `require_expired`: nothing says that the
// account is to last, and its purge date was set on purpose.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "purge/policy.hpp"
#include "users/model/obligation.hpp"

namespace roster::purge {

/// What ties one user to the library, as the store knows it.
struct Ties {
  std::span<const Obligation> obligations;
  std::optional<Lock> lock;
  std::optional<Keep> keep;
};

/// All reasons, in the order above; none when nothing keeps the user.
std::vector<std::string> blockers(const Account& account, const Ties& ties, const Policy& policy,
                                  Now now);

/// The same for users of the store, in the order given; asks the store once for all. `stale_feeds`:
/// profiles whose users stay (purge/feeds.hpp).
std::vector<std::vector<std::string>> blockers(Transaction& transaction,
                                               std::span<const Account> accounts,
                                               const Policy& policy,
                                               const std::set<std::string>& stale_feeds, Now now);

}  // namespace roster::purge
