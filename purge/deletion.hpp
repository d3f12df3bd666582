// Deletion: how a user goes, and what the delete policy leaves behind.
//
// | policy                                | kept                                                  |
// | keep_fully_reportable                 | everything, status DELETED, identifiers INACTIVE      |
// | keep_statistics                       | record type, user group, job category, statistics;    |
// |                                       | the primary id as last name                           |
// | keep_statistics_and_remove_primary_id | the same, a random id as last name; no notes on       |
// |                                       | statistics, since free text may name the person       |
// | fully_remove                          | nothing                                               |
//
// What is kept are remains (users/model/erasure.hpp): no look-up, load or count meets them, and a
// feed that brings the person again creates a new user.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "purge/ledger/ledger.hpp"

namespace roster::purge {

/// The id of what is left of a person: the same each time the person is removed, so that a person
/// counts once; nobody without the ledger's key can tell whose it is.
std::string remains_id(Hmac& hmac, std::string_view primary_id);

/// What a policy leaves of a user, or of what a looser policy left; nothing under fully_remove.
/// `anonymous_id` is the random id that stands for the person where the primary id must not.
std::optional<Remains> remains_of(const User& user, DeletePolicy policy, std::string id,
                                  const std::string& anonymous_id);

/// Removes users, by batches of one job: what the policy keeps, the ledger's entries, then history,
/// obligations and the users themselves. When nothing may stay of them, their ids wait in the store
/// to be taken out of the reports (purge/scrub.hpp).
class Deletion {
 public:
  /// The ledger's key is made now if there is none. Throws LedgerError.
  Deletion(Transaction& transaction, const std::filesystem::path& ledger_key, LedgerJob job);
  void remove(std::span<const StoredUser> users);

 private:
  Transaction& transaction_;
  DeletePolicy policy_;
  LedgerKey key_;
  Hmac hmac_;
  LedgerWriter ledger_;
};

/// Enters users in the ledger whom another job removes. Throws LedgerError.
void enter_erasures(Transaction& transaction, const std::filesystem::path& ledger_key,
                    LedgerJob job, std::span<const StoredUser> users);

/// Makes what looser policies left as small as this one wants it, and says of how many. A policy
/// that was made stricter so applies to users removed before; a looser one brings nothing back.
std::int64_t apply_policy_to_remains(Transaction& transaction, DeletePolicy policy);

}  // namespace roster::purge
