// A store in a SQLite file, and the means to look at the file past the store.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <string>

#include "tests/support/source_root.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/store/store.hpp"

namespace roster::test {

class SqliteStoreTest : public testing::Test {
 protected:
  static void add_user(Store& store, const User& user) {
    auto transaction = store.begin(Access::write);
    transaction->begin_change(0, at(1), "test");
    Write write{0, &user, nullptr, {}, {}};
    transaction->put({&write, 1});
    transaction->commit();
  }

  void execute(const char* sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection);
    sqlite3_close(connection);
  }

  std::string query(const char* sql) {
    sqlite3* connection = nullptr;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_open(path_.c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection);
    std::string text;
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0)) {
      text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    sqlite3_close(connection);
    return text;
  }

  /// One migration for each version.
  static std::string newest_schema() {
    int files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(roster::tests::source_root() + "/schemas/sql")) {
      files += entry.path().filename().string().starts_with("sqlite_") ? 1 : 0;
    }
    return std::to_string(files);
  }

  template <class Error>
  std::string refusal() {
    try {
      open_store(url_);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.path() / "roster.db";
  std::string url_ = "sqlite:" + path_;
};

}  // namespace roster::test
