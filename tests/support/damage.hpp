// Damage: what a disk fault, or a person with SQLite's shell, may do to a closed store.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace roster::test {

inline void execute_sql(const std::filesystem::path& store, const std::string& sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(store.c_str(), &connection), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(connection);
  sqlite3_close(connection);
}

/// Makes a user's row unreadable.
inline void damage_row(const std::filesystem::path& store, std::int64_t id) {
  execute_sql(store, "UPDATE documents SET document = x'0205' WHERE user = " + std::to_string(id));
}

}  // namespace roster::test
