// Sqlite lists: ListStore over the table names, whose rows are there when the order is kept.
#pragma once

#include <optional>
#include <vector>

#include "users/model/user.hpp"
#include "users/store/lists.hpp"
#include "users/store/sqlite/engine/connection.hpp"

namespace roster {

class SqliteLists : public virtual ListStore {
 public:
  explicit SqliteLists(SqliteConnection& connection)
      : database_(connection.database), documents_(connection.documents) {}

  std::optional<std::vector<UserId>> page(ListOrder order, const Page& page) override;
  void keep_names() override;

  /// Notes a user's names if the order is kept. `before` is nullptr for a new user.
  void note_names(UserId id, const User& user, const User* before);

 private:
  sqlite::Database& database_;
  SqliteDocuments& documents_;
  std::optional<bool> kept_;  // nothing: not looked up yet

  bool are_names_kept();
  void write(UserId id, const User& user);
};

}  // namespace roster
