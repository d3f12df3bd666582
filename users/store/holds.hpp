// Holds: what a person said about a user beside the record: a lock while it is edited, and that the
// user is to be kept.
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

/// The user is not to be purged.
struct Keep {
  std::string reason;        // at most kMaxKeepReason characters
  std::optional<Day> until;  // the last day; nothing: for ever
  std::string by;            // who said so
  Time at{};

  friend bool operator==(const Keep&, const Keep&) = default;
};
inline constexpr std::size_t kMaxKeepReason = 200;

class HoldStore {
 public:
  virtual ~HoldStore() = default;

  virtual std::optional<Lock> lock_of(UserId id) = 0;
  /// The locks of these users, in the order asked.
  virtual std::vector<std::optional<Lock>> locks_of(std::span<const UserId> ids) = 0;
  /// Sets a lock, or with nothing removes it.
  virtual void set_lock(UserId id, const std::optional<Lock>& lock) = 0;

  /// The keeps of these users, in the order asked, past ones included.
  virtual std::vector<std::optional<Keep>> keeps_of(std::span<const UserId> ids) = 0;
  /// All users with a keep, past ones included, ordered by primary id.
  virtual std::vector<UserId> kept_users() = 0;
  /// Sets a keep, or with nothing removes it. A removed user's keep goes with the user.
  virtual void set_keep(UserId id, const std::optional<Keep>& keep) = 0;
};

}  // namespace roster
