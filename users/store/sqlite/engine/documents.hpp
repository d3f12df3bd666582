// Documents: users as they stand in table documents, and which of them are damaged.
//
// A damaged row costs one user: it is given as such, and noted in table suspects, so that its
// digest counts for nothing and the next load of that person mends it. A trigger notes a document
// that was written past Roster. What is found while nothing may be written is noted by the next
// transaction that writes.
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "users/store/sqlite/engine/sqlite.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

class SqliteDocuments {
 public:
  explicit SqliteDocuments(sqlite::Database& database) : database_(database) {}

  std::optional<StoredUser> find(UserId id);
  /// As find(), of a user that must exist: throws StoreError otherwise.
  StoredUser read(UserId id);
  /// The user of a row that was read already.
  StoredUser decode(UserId id, std::int64_t revision, std::string_view document);
  [[noreturn]] void no_user(UserId id) const;

  /// Those whose document cannot be read, among all that were ever noted.
  std::set<UserId> damaged();
  /// Notes what was found, and forgets what was mended. To be called before a commit.
  void write_down();
  /// The row was written anew.
  void mended(UserId id) { found_.erase(id); }

 private:
  sqlite::Database& database_;
  std::set<UserId> found_;  // and not noted yet

  User narrow(UserId id);
};

}  // namespace roster
