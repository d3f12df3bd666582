// Blockers: the reasons why a user who is due is kept. Pure.
//
//   loans:2 balance:12.50 po_lines:1 purchase_orders:1 invoices:1 locked_bibs:1 import_profiles:1
//   md_editor:1 locked:NAME assets:1 grants:1 hold_shelf_requests:1 not_expired:2027-06-30
//   requests:3 proxies:1 guarantees:1 blocks:1 other:WORD:1 internal_account kept:REASON
//   feed_stale:CODE not_asked:SOURCE, and of a purge of confirmed people: not_confirmed
//
// Where the specification is ambiguous, the user is kept:
// - an account is valid through its expiry day, so on that day it has not expired;
// - fees and credits of all sources are one balance; only more than the threshold blocks;
// - an internal account is kept (Policy::keep_internal): staff created it, and no feed restores it.
//
// `require_expired` does not keep a user without an expiry date: nothing says that the account must
// last, and its purge date was set on purpose.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "purge/policy.hpp"
#include "users/model/obligation.hpp"

namespace roster::purge {

/// The data of the store that may block the purge of a user.
struct Ties {
  std::span<const Obligation> obligations;
  std::optional<Lock> lock;
  std::optional<Keep> keep;
};

/// Returns all reasons, in the order above; empty when nothing keeps the user.
std::vector<std::string> blockers(const Account& account, const Ties& ties, const Policy& policy,
                                  Now now);

/// The same for users of the store, in the order given, with one set of queries for all.
/// `stale_feeds`: profiles whose users are kept (purge/feeds.hpp). Their rows are not read: whoever
/// reads one that is damaged adds damaged_row().
std::vector<std::vector<std::string>> blockers(Transaction& transaction,
                                               std::span<const Account> accounts,
                                               const Policy& policy,
                                               const std::set<std::string>& stale_feeds, Now now);

/// The same for users who were read, with `damaged_row:N`.
std::vector<std::vector<std::string>> blockers(Transaction& transaction,
                                               std::span<const StoredUser> users,
                                               const Policy& policy,
                                               const std::set<std::string>& stale_feeds, Now now);

/// The blocker of a row of the store that cannot be read.
std::string damaged_row(UserId id);

}  // namespace roster::purge
