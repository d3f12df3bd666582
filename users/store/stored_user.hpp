// Stored user: a user with the store's data about its row.
#pragma once

#include <cstdint>
#include <string>

#include "users/model/user.hpp"

namespace roster {

/// The store's number for a user: dense, never reused. 0 means no user.
using UserId = std::int64_t;

/// Can a row be read?
enum class RowState : std::uint8_t { whole, damaged };

/// In a damaged row, `user` has only the values stored outside the document: folded ids, group,
/// record type, profile, purge date and expiry date. Such a user can be shown, deleted, or loaded
/// again from a record, which repairs the row; it cannot be edited (UserStore::put throws).
struct StoredUser {
  UserId id = 0;
  std::int64_t revision = 0;  // the change that last wrote it (HistoryStore::begin_change)
  User user;
  RowState state = RowState::whole;

  bool damaged() const { return state == RowState::damaged; }
};

/// The primary id; for a damaged row `(damaged row 17)`.
std::string shown_id(const StoredUser& stored);

/// The values that a purge decides on.
struct Account {
  UserId id = 0;
  std::optional<Day> expiry_date;
  bool external = false;
  std::string external_id;  // profile code
};

Account account_of(const StoredUser& user);

}  // namespace roster
