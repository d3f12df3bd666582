// Stored user: a user with what the store knows about its row.
#pragma once

#include <cstdint>
#include <string>

#include "users/model/user.hpp"

namespace roster {

/// The store's own number of a user: dense, never reused. 0 is nobody.
using UserId = std::int64_t;

/// Can a row be read?
enum class RowState : std::uint8_t { whole, damaged };

/// Of a damaged row `user` has only what is kept beside the document: the ids, folded, the group,
/// the record type, the profile, purge and expiry date. Such a user is shown, deleted, or loaded
/// anew from a record, which mends the row; it is never edited (UserStore::put refuses).
struct StoredUser {
  UserId id = 0;
  std::int64_t revision = 0;  // the change that last wrote it (HistoryStore::begin_change)
  User user;
  RowState state = RowState::whole;

  bool damaged() const { return state == RowState::damaged; }
};

/// The primary id; of a damaged row `(damaged row 17)`.
std::string shown_id(const StoredUser& stored);

/// What a purge decides by, without the rest of the user.
struct Account {
  UserId id = 0;
  std::optional<Day> expiry_date;
  bool external = false;
  std::string external_id;  // profile code
};

Account account_of(const StoredUser& user);

}  // namespace roster
