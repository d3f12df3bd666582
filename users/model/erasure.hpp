// Erasure: what is left when a user was removed: remains, as far as the delete policy keeps some,
// and entries of the erasure ledger, which prove the erasure of an id without holding it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/job.hpp"
#include "users/model/user.hpp"

namespace roster {

/// What is kept of a removed user; each keeps less than the one before (docs/purging.md).
enum class DeletePolicy : std::uint8_t {
  keep_fully_reportable,
  keep_statistics,
  keep_statistics_and_remove_primary_id,
  fully_remove
};

std::string_view to_string(DeletePolicy policy);
std::optional<DeletePolicy> parse_delete_policy(std::string_view text);

/// What is kept of one removed user. Remains are no users: nothing looks them up, loads or counts
/// them as such.
struct Remains {
  std::string id;  // random, so that nothing about the user follows from it or its order
  DeletePolicy policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  User user;

  friend bool operator==(const Remains&, const Remains&) = default;
};

/// One entry of the erasure ledger: a person was erased.
struct Erasure {
  std::int64_t number = 0;          // 1, 2, 3, …
  std::vector<std::string> hashes;  // of each id under a key kept elsewhere; the primary id's first
  Time at{};
  JobNumber job = 0;
  std::string job_name;
  DeletePolicy policy = DeletePolicy::fully_remove;
  std::string chain;  // over this entry and the chain of the one before

  friend bool operator==(const Erasure&, const Erasure&) = default;
};

/// Where the ledger ends, so that entries cut off there are missed.
struct LedgerEnd {
  std::int64_t number = 0;  // of the last entry
  std::string proof;        // that number and the entry's chain, under the key

  friend bool operator==(const LedgerEnd&, const LedgerEnd&) = default;
};

}  // namespace roster
