// Holds: what staff state about a user outside the record: a lock during an edit, and a keep (the
// user is not purged).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/base/day.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// A lease on a record that is being edited.
struct Lock {
  std::string holder;
  Time until;
  std::string by = "-";  // the account that set it

  friend bool operator==(const Lock&, const Lock&) = default;
};

/// Protects the user from purging.
struct Keep {
  std::string reason;        // at most kMaxKeepReason characters
  std::optional<Day> until;  // the last day; nothing: without end
  std::string by;            // the account that set it
  Time at{};

  friend bool operator==(const Keep&, const Keep&) = default;
};
inline constexpr std::size_t kMaxKeepReason = 200;

class HoldStore {
 public:
  virtual ~HoldStore() = default;

  virtual std::optional<Lock> lock_of(UserId id) = 0;
  /// The locks of these users, in the given order.
  virtual std::vector<std::optional<Lock>> locks_of(std::span<const UserId> ids) = 0;
  /// Sets a lock; nullopt removes it.
  virtual void set_lock(UserId id, const std::optional<Lock>& lock) = 0;

  /// The keeps of these users, in the given order, expired ones included.
  virtual std::vector<std::optional<Keep>> keeps_of(std::span<const UserId> ids) = 0;
  /// All users with a keep, expired ones included, ordered by primary id.
  virtual std::vector<UserId> kept_users() = 0;
  /// Sets a keep; nullopt removes it. Removing a user removes the keep.
  virtual void set_keep(UserId id, const std::optional<Keep>& keep) = 0;
};

}  // namespace roster
