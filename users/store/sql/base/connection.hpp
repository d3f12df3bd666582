// Sql connection: what the parts of a transaction share, for writing or reading.
#pragma once

#include <functional>

#include "users/base/fold.hpp"
#include "users/store/sql/base/database.hpp"
#include "users/store/sql/base/documents.hpp"

namespace roster {

struct SqlConnection {
  sql::Database& database;
  SqlDocuments documents;
  IdentifierCase identifier_case = IdentifierCase::insensitive;
  bool in_transaction = false;
  std::function<void()> before_first_load = [] {};
  std::function<void()> after_first_load = [] {};  // after its commit

  explicit SqlConnection(sql::Database& of) : database(of), documents(of) {}
};

}  // namespace roster
