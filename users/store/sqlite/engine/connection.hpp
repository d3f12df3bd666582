// Sqlite connection: a connection to a SQLite file, with what the parts of a transaction share.
#pragma once

#include <string>
#include <utility>

#include "users/store/sql/base/connection.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

struct SqliteConnection {
  sqlite::Database database;
  SqlConnection shared{database};

  SqliteConnection(const std::string& path, std::string name, sqlite::Mode mode)
      : database(path, std::move(name), mode) {}
};

}  // namespace roster
