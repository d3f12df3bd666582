// Taken id: can a user have the ids of a record? Asked before a staff edit is stored, since the
// store only refuses (UserStore::put).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "users/store/store.hpp"

namespace roster {

struct TakenId {
  enum class Why : std::uint8_t {
    by_another,  ///< somebody else has it
    twice        ///< it stands twice among the user's identifiers
  };
  Why why = Why::by_another;
  std::string_view id;    // of the user asked about, as written
  std::string_view type;  // `primary_id`, or the identifier's type
};

/// The first id of `user` that the user `own` (0: a new one) cannot have; nothing when all are
/// free. Ids compare as the store compares them. The views are into `user`.
std::optional<TakenId> find_taken_id(Transaction& transaction, const User& user, UserId own);

}  // namespace roster
