// Sqlite users: UserStore over the tables users and documents.
#pragma once

#include <string>

#include "users/store/sqlite/change.hpp"
#include "users/store/sqlite/digest_pages.hpp"
#include "users/store/sqlite/history.hpp"
#include "users/store/sqlite/ids.hpp"
#include "users/store/users.hpp"

namespace roster {

class SqliteUsers : public virtual UserStore {
 public:
  SqliteUsers(sqlite::Database& database, sqlite::Change& change, SqliteIds& ids,
              SqliteHistory& history, DigestPages& digests)
      : database_(database), change_(change), ids_(ids), history_(history), digests_(digests) {}

  std::vector<StoredUser> get(std::span<const UserId> ids) override;
  std::vector<StoredUser> get_existing(std::span<const UserId> ids) override;
  UserId last_user_id() override;
  void scan(const UserFilter& filter, const std::function<bool(const StoredUser&)>& visit) override;
  std::vector<Account> accounts(const UserFilter& filter) override;
  std::int64_t count(const UserFilter& filter) override;
  void put(std::span<Write> writes) override;
  void remove(std::span<const UserId> ids) override;

 private:
  sqlite::Database& database_;
  sqlite::Change& change_;
  SqliteIds& ids_;
  SqliteHistory& history_;
  DigestPages& digests_;
  bool may_first_load_ = true;  // until the first put
  std::string buffer_;          // the document being written

  void create(Write& write);
  void update(const Write& write);
};

}  // namespace roster
