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

/// What a policy leaves of a user, or of what a looser policy left; nothing under fully_remove.
/// `id` is the new, random id of the remains.
std::optional<Remains> remains_of(const User& user, DeletePolicy policy, std::string id);

/// Removes users, by batches of one job: what the policy keeps, the ledger's entries, then history,
/// obligations and the users themselves.
class Deletion {
 public:
  /// The ledger's key is made now if there is none. Throws LedgerError.
  Deletion(Transaction& transaction, const std::filesystem::path& ledger_key, LedgerJob job);
  void remove(std::span<const StoredUser> users);

 private:
  Transaction& transaction_;
  DeletePolicy policy_;
  LedgerWriter ledger_;
};

/// Makes what looser policies left as small as this one wants it, and says of how many. A policy
/// that was made stricter so applies to users removed before; a looser one brings nothing back.
std::int64_t apply_policy_to_remains(Transaction& transaction, DeletePolicy policy);

}  // namespace roster::purge
