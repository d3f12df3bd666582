// Users: reading and writing them.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/model/fields.hpp"
#include "users/store/digests.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// One user to write. The engine keeps `before` as the history of the change.
struct Write {
  UserId id = 0;                       // 0: create; the engine fills it in
  const User* user = nullptr;          // not owned
  const StoredUser* before = nullptr;  // what was stored; nullptr for a new user; not owned
  Digest digest;                       // of the record it was read from; none for a staff edit
  FieldSet changed;                    // for the history; ignored for a new user
  /// What becomes of ids that an update takes away: they are known as former ids, or were given by
  /// mistake and are forgotten.
  enum class GoneIds : std::uint8_t { kept, forgotten } gone_ids = GoneIds::kept;
};

/// What all of it holds for; an empty member does not restrict.
struct UserFilter {
  std::optional<std::string> user_group;
  std::optional<std::string> record_type;
  std::optional<std::string> external_id;  // profile code
  std::optional<Day> due_by;               // purge date not after this day
  std::optional<std::int64_t> limit;
};

/// For each Field: how many users have it.
using FieldCounts = std::array<std::int64_t, kFieldCount>;

class UserStore {
 public:
  virtual ~UserStore() = default;

  /// The users of these ids, in the order asked. An id that does not exist is a bug.
  virtual std::vector<StoredUser> get(std::span<const UserId> ids) = 0;
  /// Those of them that exist.
  virtual std::vector<StoredUser> get_existing(std::span<const UserId> ids) = 0;
  /// The largest id ever given; 0 before the first user.
  virtual UserId last_user_id() = 0;
  /// Calls `visit` for each user that fits, ordered by primary id; stops when it returns false.
  /// `visit` may call what reads, but nothing that writes.
  virtual void scan(const UserFilter& filter,
                    const std::function<bool(const StoredUser&)>& visit) = 0;
  /// The accounts of the users that fit, ordered by primary id.
  virtual std::vector<Account> accounts(const UserFilter& filter) = 0;
  /// The user groups that users have, in order.
  virtual std::vector<std::string> user_groups() = 0;
  /// How many users fit, whatever the filter's limit.
  virtual std::int64_t count(const UserFilter& filter) = 0;
  /// How many users of a profile have each field. Kept by each write, so asking is quick.
  virtual FieldCounts field_counts(std::string_view profile) = 0;
  /// Those of these users whose rows are damaged, in the order asked.
  virtual std::vector<UserId> damaged(std::span<const UserId> ids) = 0;
  /// The external users of a profile, ordered by id.
  virtual std::vector<UserId> external_users(std::string_view profile) = 0;

  /// Creates and updates, with identifiers, digest and history, as part of the change begun with
  /// begin_change(). Ids that a user had before the update stay known as former ids. Uniqueness of
  /// primary ids, and of identifier values across users and types, is the caller's duty (owners());
  /// the engine refuses a violation with StoreError, and so a user that could not be read back, and
  /// an update of a damaged row unless it has a digest: it must come from a record.
  virtual void put(std::span<Write> writes) = 0;
  /// Frees the ids that these updates give up, so that others may be put first who take them: ids
  /// can go round in a ring that is larger than one batch. Each of the writes must be put after it.
  virtual void release_ids(std::span<const Write> updates) = 0;
  /// Forgets users: row, identifiers, former ids, digest, lock, keep, absences. What they were
  /// before earlier updates stays in the history unless forget_history() is called.
  virtual void remove(std::span<const UserId> ids) = 0;
  /// Removes users as a part of the change begun with begin_change(), whose history keeps what they
  /// were, with no field changed.
  virtual void withdraw(std::span<const StoredUser> users) = 0;
};

}  // namespace roster
