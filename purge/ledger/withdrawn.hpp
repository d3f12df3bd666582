// Withdrawn: users whom an undo removed. Their history is kept for an undo of the undo. When they
// come back and are erased, it is forgotten with them.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "users/store/store.hpp"

namespace roster::purge {

class Withdrawn {
 public:
  /// Reads the ids of everybody who was withdrawn: once for a job.
  explicit Withdrawn(Transaction& transaction);
  /// Forgets the history of whoever had an id of one of these users. `former` are the users' former
  /// ids, in the same order.
  void forget(std::span<const StoredUser> users, std::span<const std::vector<std::string>> former);

 private:
  Transaction& transaction_;
  std::unordered_multimap<std::string, UserId> by_id_;  // folded, as in the ledger
};

}  // namespace roster::purge
