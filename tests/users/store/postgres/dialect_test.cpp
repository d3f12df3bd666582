// SQLite's texts, as PostgreSQL takes them.
#include "users/store/postgres/engine/dialect.hpp"

#include <gtest/gtest.h>

namespace roster::postgres {
namespace {

TEST(Dialect, QuotesTheColumnUserAndNothingElse) {
  EXPECT_EQ(translate("SELECT user, seen.user FROM users WHERE name = 'user' AND user = ?2"),
            "SELECT \"user\", seen.\"user\" FROM users WHERE name = 'user' AND \"user\" = $2");
}

TEST(Dialect, LeavesOutHints) {
  EXPECT_EQ(translate("SELECT id FROM users NOT INDEXED CROSS JOIN names ON user = id"
                      " WHERE +status IN ('held') AND last + 1 > ?12"),
            "SELECT id FROM users JOIN names ON \"user\" = id"
            " WHERE status IN ('held') AND last + 1 > $12");
}

TEST(Dialect, AsksForManyKeysAtOnce) {
  EXPECT_EQ(
      over_keys("SELECT id FROM former_ids WHERE user = ?1 ORDER BY key"),
      "SELECT q.*, k.place FROM unnest((SELECT $1)) WITH ORDINALITY AS k(key, place) CROSS JOIN"
      " LATERAL (SELECT id FROM former_ids WHERE \"user\" = k.key ORDER BY key OFFSET 0) AS q");
}

TEST(Dialect, WritesForManyKeysAtOnce) {
  EXPECT_EQ(for_keys("DELETE FROM names WHERE user = ?1"),
            "DELETE FROM names WHERE \"user\" = ANY ($1)");
  EXPECT_EQ(for_keys("INSERT INTO to_scrub VALUES (?1) ON CONFLICT (id) DO NOTHING"),
            "INSERT INTO to_scrub SELECT DISTINCT unnest($1) ON CONFLICT (id) DO NOTHING");
}

TEST(Dialect, ChangesManyRowsAtOnce) {
  EXPECT_EQ(over_rows("UPDATE documents SET revision = ?2 WHERE user = ?1", 2),
            "UPDATE documents SET revision = r.p2 FROM unnest($1, $2) AS r(p1, p2)"
            " WHERE \"user\" = r.p1");
  EXPECT_EQ(over_rows("DELETE FROM former_ids WHERE user = ?1 AND key = ?2", 2),
            "DELETE FROM former_ids USING unnest($1, $2) AS r(p1, p2)"
            " WHERE \"user\" = r.p1 AND key = r.p2");
  EXPECT_EQ(over_rows("INSERT INTO absences VALUES (?1, 0, ?2) ON CONFLICT (user) DO NOTHING", 2),
            "INSERT INTO absences SELECT r.p1, 0, r.p2 FROM unnest($1, $2) AS r(p1, p2)"
            " ON CONFLICT (\"user\") DO NOTHING");
  EXPECT_EQ(over_rows("INSERT INTO history SELECT ?2, user FROM documents WHERE user = ?1", 2),
            "INSERT INTO history SELECT r.p2, \"user\" FROM unnest($1, $2) AS r(p1, p2)"
            " CROSS JOIN documents WHERE \"user\" = r.p1");
}

TEST(Dialect, KnowsTheTableOfAnInsert) {
  EXPECT_EQ(table_of_insert("INSERT INTO names VALUES (?1, ?2)"), "names");
}

}  // namespace
}  // namespace roster::postgres
