// Which plans the server keeps for the statements of a session.
#include <gmock/gmock.h>

#include <array>

#include "tests/users/store/postgres/postgres_fixture.hpp"
#include "users/store/postgres/engine/database.hpp"

namespace roster {
namespace {

constexpr std::string_view kFind = "SELECT value FROM grown WHERE key = ?1";
constexpr std::string_view kAppend = "INSERT INTO grown VALUES (?1, ?2)";
constexpr std::string_view kUpdate = "UPDATE grown SET value = ?2 WHERE key = ?1";

class PostgresPlansTest : public test::PostgresTest {
 protected:
  PostgresPlansTest() { begin(); }

  void begin() {
    database_.begin("BEGIN");
    database_.execute("CREATE TEMP TABLE grown (key bigint PRIMARY KEY, value text)");
  }

  std::int64_t asked(std::string_view sql) {
    auto query = database_.query(sql);
    return query.step() ? query.integer(0) : -1;
  }

  std::string found(std::span<const std::int64_t> keys) {
    std::string values;
    database_.query_each(kFind, keys, [&](std::size_t, const sql::Query& row) {
      values += std::string(row.text(0)) + ' ';
    });
    return values;
  }

  postgres::Database database_{url_, "plans"};
};

// A plan for each batch took longer than the batch.
TEST_F(PostgresPlansTest, AreKeptForFewKeysHoweverManyTheyAre) {
  for (std::int64_t key = 0; key < 3; ++key) database_.append(kAppend, key, "v");
  constexpr std::array<std::int64_t, 3> kKeys{0, 1, 2};
  for (std::size_t i = 0; i < 30; ++i) found(std::span(kKeys).first(i % 3 + 1));
  EXPECT_EQ(
      asked("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT q.%'"),
      25);
}

TEST_F(PostgresPlansTest, AreKeptForFewChangedRows) {
  for (std::int64_t key = 0; key < 3; ++key) database_.append(kAppend, key, "v");
  database_.settle();
  for (std::int64_t i = 0; i < 30; ++i) {
    for (std::int64_t key = 0; key <= i % 3; ++key) database_.amend_one(kUpdate, key, "w");
    database_.settle();
  }
  constexpr std::array<std::int64_t, 3> kKeys{0, 1, 2};
  EXPECT_EQ(found(kKeys), "w w w ");
  EXPECT_EQ(
      asked("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE 'UPDATE%'"), 55);
}

// The plan for an empty table reads all of it.
TEST_F(PostgresPlansTest, AreMadeAnewWhenTheTablesHaveGrown) {
  constexpr std::array<std::int64_t, 2> kKeys{7, 999};
  EXPECT_EQ(found(kKeys), "");
  const std::string long_text(2000, 'x');
  for (std::int64_t key = 0; key < 1000; ++key) database_.append(kAppend, key, long_text);
  database_.settle();
  EXPECT_EQ(asked("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT q.%'"),
            0);
  EXPECT_EQ(found(kKeys), long_text + ' ' + long_text + ' ');
}

/// What follows a failure in the pipeline is not prepared, although it was sent.
TEST_F(PostgresPlansTest, AreForgottenAfterAFailureThatNobodyHeardOf) {
  constexpr std::int64_t kKey = 1;
  for (int i = 0; i < 2; ++i) database_.run(kAppend, kKey, "v");
  database_.run(kUpdate, kKey, "w");
  database_.rollback();
  begin();
  database_.run(kAppend, kKey, "v");
  database_.run(kUpdate, kKey, "w");
  database_.settle();
  EXPECT_EQ(found(std::array{kKey}), "w ");
}

}  // namespace
}  // namespace roster
