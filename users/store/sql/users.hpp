// Sql users: UserStore on the tables users and documents.
#pragma once

#include <string>

#include "users/store/sql/base/change.hpp"
#include "users/store/sql/base/connection.hpp"
#include "users/store/sql/base/field_counts.hpp"
#include "users/store/sql/digest_pages.hpp"
#include "users/store/sql/exports.hpp"
#include "users/store/sql/history.hpp"
#include "users/store/sql/ids.hpp"
#include "users/store/sql/lists.hpp"
#include "users/store/users.hpp"

namespace roster {

class SqlUsers : public virtual UserStore {
 public:
  SqlUsers(SqlConnection& connection, sql::Change& change, SqlIds& ids, SqlHistory& history,
           SqlLists& lists, DigestPages& digests, SqlExports& exports)
      : database_(connection.database),
        documents_(connection.documents),
        change_(change),
        ids_(ids),
        history_(history),
        lists_(lists),
        digests_(digests),
        exports_(exports),
        counts_(connection.database) {}

  std::vector<StoredUser> get(std::span<const UserId> ids) override;
  std::vector<StoredUser> get_existing(std::span<const UserId> ids) override;
  UserId last_user_id() override;
  void scan(const UserFilter& filter, const std::function<bool(const StoredUser&)>& visit) override;
  std::vector<Account> accounts(const UserFilter& filter) override;
  std::int64_t count(const UserFilter& filter) override;
  std::vector<std::string> user_groups() override;
  FieldCounts field_counts(std::string_view profile) override;
  std::vector<UserId> external_users(std::string_view profile) override;
  void put(std::span<Write> writes) override;
  void release_ids(std::span<const Write> updates) override;
  void remove(std::span<const StoredUser> users) override;
  void withdraw(std::span<const StoredUser> users) override;

  /// Call before a commit.
  void write_counts() { counts_.write_down(); }

 private:
  sql::Database& database_;
  SqlDocuments& documents_;
  sql::Change& change_;
  SqlIds& ids_;
  SqlHistory& history_;
  SqlLists& lists_;
  DigestPages& digests_;
  SqlExports& exports_;
  sql::FieldCounts counts_;
  bool may_first_load_ = true;  // until the first put
  std::string buffer_;          // the document being written

  void create(Write& write);
  void update(const Write& write);
  void encode(const Write& write);
  FieldSet counted_fields(const StoredUser& stored);
};

}  // namespace roster
