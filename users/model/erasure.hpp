// Erasure: what Roster keeps of a removed user: remains, as the delete policy allows, and entries
// of the erasure ledger, which prove that an id was erased without storing it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/job.hpp"
#include "users/model/user.hpp"

namespace roster {

/// What is kept of a removed user; each policy keeps less than the previous one (docs/purging.md).
enum class DeletePolicy : std::uint8_t {
  keep_fully_reportable,
  keep_statistics,
  keep_statistics_and_remove_primary_id,
  fully_remove
};

std::string_view to_string(DeletePolicy policy);
std::optional<DeletePolicy> parse_delete_policy(std::string_view text);

/// What is kept of one removed user. Remains are not users: they are never looked up, loaded or
/// counted as users.
struct Remains {
  std::string id;  // derived with a secret key: without it, reveals neither the user nor the order
  DeletePolicy policy = DeletePolicy::keep_statistics_and_remove_primary_id;
  User user;

  friend bool operator==(const Remains&, const Remains&) = default;
};

/// One entry of the erasure ledger: a person was erased.
struct Erasure {
  std::int64_t number = 0;          // 1, 2, 3, …
  std::vector<std::string> hashes;  // HMAC of each id (the store lacks the key); primary id first
  Time at{};
  JobNumber job = 0;
  std::string job_name;
  DeletePolicy policy = DeletePolicy::fully_remove;
  std::string chain;  // HMAC of this entry and the previous entry's chain

  friend bool operator==(const Erasure&, const Erasure&) = default;
};

/// The end of the ledger, so that a truncated ledger is detected.
struct LedgerEnd {
  std::int64_t number = 0;  // of the last entry
  std::string proof;        // HMAC of that number and the entry's chain

  friend bool operator==(const LedgerEnd&, const LedgerEnd&) = default;
};

}  // namespace roster
