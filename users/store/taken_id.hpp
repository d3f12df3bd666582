// Taken id: checks whether a user can have the ids of a record. For staff edits, before storing:
// UserStore::put only throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "users/store/store.hpp"

namespace roster {

struct TakenId {
  enum class Why : std::uint8_t {
    by_another,  ///< another user has it
    twice        ///< it occurs twice among the user's identifiers
  };
  Why why = Why::by_another;
  std::string_view id;    // as written in the user's record
  std::string_view type;  // `primary_id`, or the identifier's type
};

/// The first id of `user` that the user `own` (0: a new user) cannot have; nothing when all are
/// free. Compares ids as the store does. The views point into `user`.
std::optional<TakenId> find_taken_id(Transaction& transaction, const User& user, UserId own);

}  // namespace roster
