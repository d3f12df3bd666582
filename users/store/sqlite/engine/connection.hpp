// Sqlite connection: the state shared by the parts of a transaction, for writing or reading.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "users/base/fold.hpp"
#include "users/store/sqlite/engine/documents.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

struct SqliteConnection {
  sqlite::Database database;
  SqliteDocuments documents{database};
  IdentifierCase identifier_case = IdentifierCase::insensitive;
  bool in_transaction = false;
  std::function<void()> before_first_load = [] {};
  std::function<void()> after_first_load = [] {};  // after its commit

  SqliteConnection(const std::string& path, std::string name, sqlite::Mode mode)
      : database(path, std::move(name), mode) {}
};

}  // namespace roster
