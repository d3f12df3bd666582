// Stored user: a user with what the store knows about its row.
#pragma once

#include <cstdint>

#include "users/model/user.hpp"

namespace roster {

/// The store's own number of a user: dense, never reused. 0 is nobody.
using UserId = std::int64_t;

struct StoredUser {
  UserId id = 0;
  std::int64_t revision = 0;  // the change that last wrote it (HistoryStore::begin_change)
  User user;
};

/// What a purge decides by, without the rest of the user.
struct Account {
  UserId id = 0;
  std::optional<Day> expiry_date;
  bool external = false;
};

Account account_of(const StoredUser& user);

}  // namespace roster
