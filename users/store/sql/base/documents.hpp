// Documents: reads users from table documents and records which rows are damaged.
//
// A damaged row affects one user only: it is returned as damaged and recorded in table suspects, so
// that its digest is ignored and the next load of that user repairs it. A trigger records documents
// that were written by another program. Damage found in a read-only transaction is recorded by the
// next transaction that writes.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "users/store/sql/base/database.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// The columns of users and documents that decode() reads, with users and documents joined.
#define ROSTER_USER_COLUMNS                                                             \
  "revision, document, primary_key, record_type, user_group, external_id, purge_date, " \
  "expiry_date,"                                                                        \
  " external"

/// Begins a primary key that a transaction has parked (SqlIds::release); no id begins so.
inline constexpr char kParked = '\x01';

class SqlDocuments {
 public:
  explicit SqlDocuments(sql::Database& database) : database_(database) {}

  std::optional<StoredUser> find(UserId id);
  using OnUser = std::function<void(std::size_t at, StoredUser&& user)>;
  /// Those of these users that exist, with their place in `ids`, in the given order.
  void find_each(std::span<const UserId> ids, const OnUser& on_user);
  /// Like find(), for a user that must exist; throws StoreError otherwise.
  StoredUser read(UserId id);
  /// Decodes the user of a row that the caller has read: ROSTER_USER_COLUMNS from column `at`. The
  /// row is damaged, too, when its columns contradict its document: users are selected by them.
  StoredUser decode(UserId id, const sql::Query& row, int at);
  /// The same for a caller who needs no more than the document.
  StoredUser decode(UserId id, std::int64_t revision, std::string_view document);
  [[noreturn]] void no_user(UserId id) const;

  /// Of all users ever recorded, those whose document still cannot be read.
  std::set<UserId> damaged();
  /// Records new damage and removes repaired rows from the record. Call before a commit.
  void write_down();
  /// Call when a row was written again.
  void mended(UserId id) { found_.erase(id); }

 private:
  sql::Database& database_;
  std::set<UserId> found_;  // not yet recorded

  User narrow(UserId id);
};

}  // namespace roster
