// Deletion: removes users and keeps what the delete policy allows.
//
// | policy                                | kept                                                  |
// | keep_fully_reportable                 | everything, status DELETED, identifiers INACTIVE      |
// | keep_statistics                       | record type, user group, job category, statistics;    |
// |                                       | the primary id as last name                           |
// | keep_statistics_and_remove_primary_id | the same, a random id as last name; no notes on       |
// |                                       | statistics, since free text may name the person       |
// | fully_remove                          | nothing                                               |
//
// What is kept are remains (users/model/erasure.hpp): only count_statistics() includes them, no
// look-up, list or load does, and a feed that contains the person again creates a new user.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "purge/ledger/ledger.hpp"
#include "purge/ledger/withdrawn.hpp"

namespace roster::purge {

/// Returns the id of a person's remains: the same for each removal of the person, so that a person
/// counts once. Without the ledger's key it cannot be linked to the person.
std::string remains_id(Hmac& hmac, std::string_view primary_id);

/// Returns what a policy keeps of a user, or of remains under a looser policy; nothing under
/// fully_remove. `anonymous_id` is a random id that replaces the primary id where that must not be
/// kept.
std::optional<Remains> remains_of(const User& user, DeletePolicy policy, std::string id,
                                  const std::string& anonymous_id);

/// Removes the users of one job, in batches: writes the remains and the ledger's entries, then
/// removes history, obligations and the users themselves, and what an undo would bring back of
/// them. Remains of earlier removals are replaced, those under former ids too; under fully_remove
/// none is left. Under fully_remove it queues the users' ids in the store, to be removed from the
/// reports (purge/scrub.hpp).
class Deletion {
 public:
  /// Creates the ledger's key if there is none. Throws LedgerError.
  Deletion(Transaction& transaction, const std::filesystem::path& ledger_key, LedgerJob job);
  void remove(std::span<const StoredUser> users);

 private:
  Transaction& transaction_;
  DeletePolicy policy_;
  LedgerKey key_;
  Hmac hmac_;
  LedgerWriter ledger_;
  Withdrawn withdrawn_;
};

/// Adds ledger entries for users that another job removes. Throws LedgerError.
void enter_erasures(Transaction& transaction, const std::filesystem::path& ledger_key,
                    LedgerJob job, std::span<const StoredUser> users);

/// Reduces the remains of looser policies to what this policy keeps, and returns their number. A
/// stricter policy thus also applies to users removed earlier; a looser one restores nothing.
std::int64_t apply_policy_to_remains(Transaction& transaction, DeletePolicy policy);

}  // namespace roster::purge
