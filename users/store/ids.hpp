// Ids: which user has a text as primary id or identifier, now or formerly.
//
// Primary ids are compared case-folded and in NFC (fold_primary_id), identifiers according to
// identifier_case() (fold_identifier), former ids as primary ids.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/fold.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// The users that have a text now; 0: none.
struct Owners {
  UserId by_primary_id = 0;
  UserId by_identifier = 0;
  std::string identifier_type;  // of by_identifier
};

class IdStore {
 public:
  virtual ~IdStore() = default;

  /// How identifiers are compared in this store; fixed at its creation.
  virtual IdentifierCase identifier_case() const = 0;
  /// The owners of each text, in the given order.
  virtual std::vector<Owners> owners(std::span<const std::string_view> texts) = 0;
  /// The users that formerly had each text as primary id or identifier, in the given order, each
  /// list ordered by id. Kept as long as the user exists.
  virtual std::vector<std::vector<UserId>> former_owners(
      std::span<const std::string_view> texts) = 0;
  /// The former ids of these users, as they were written, in the given order.
  virtual std::vector<std::vector<std::string>> former_ids(std::span<const UserId> users) = 0;
};

}  // namespace roster
