// Sql lists: ListStore over the table names, whose rows are there when the order is kept.
#pragma once

#include <optional>
#include <vector>

#include "users/model/user.hpp"
#include "users/store/lists.hpp"
#include "users/store/sql/base/connection.hpp"

namespace roster {

class SqlLists : public virtual ListStore {
 public:
  explicit SqlLists(SqlConnection& connection)
      : database_(connection.database), documents_(connection.documents) {}

  std::optional<std::vector<UserId>> page(ListOrder order, const Page& page) override;
  void keep_names() override;

  /// Notes the names of a new user if the order is kept.
  void note_new(UserId id, const User& user);
  /// Likewise of a user who was `before`; nullptr: nobody knows.
  void note_changed(UserId id, const User& user, const User* before);

 private:
  sql::Database& database_;
  SqlDocuments& documents_;
  std::optional<bool> kept_;  // nothing: not looked up yet

  bool are_names_kept();
  void add(UserId id, const User& user);
};

}  // namespace roster
