// How the tables of a store in PostgreSQL are made and changed.
#include <gmock/gmock.h>

#include "tests/support/files.hpp"
#include "tests/support/source_root.hpp"
#include "tests/users/store/postgres/postgres_fixture.hpp"

namespace roster {
namespace {

using testing::HasSubstr;

class PostgresMigration : public test::PostgresTest {
 protected:
  std::string version() const { return sql("SELECT max(version) FROM schema_versions"); }
  std::string has_views() const { return sql("SELECT to_regclass('roster_users') IS NOT NULL"); }
  /// As an earlier version left it.
  void make_old() const {
    sql("DROP VIEW roster_users, roster_identifiers, roster_jobs, roster_blockers;"
        "DELETE FROM schema_versions WHERE version > 1");
  }
};

TEST_F(PostgresMigration, IsDoneByWhoHasTheLeaseAlone) {
  auto writer = open_store(url_);
  const std::string newest = version();
  make_old();
  EXPECT_THROW(open_store(url_), StoreBusy);
  EXPECT_EQ(version() + has_views(), "1\nf\n");
  writer = nullptr;
  add(*open_store(url_), "s1");
  EXPECT_EQ(version() + has_views(), newest + "t\n");
}

TEST_F(PostgresMigration, OfAStoreThatIsNewerTakesNothingFromItsWriter) {
  const auto writer = open_store(url_);
  sql("INSERT INTO schema_versions VALUES (99);"
      "UPDATE lease SET expires_at = now() - interval '1 second'");
  EXPECT_THAT(refusal<StoreError>([&] { open_store(url_); }), HasSubstr("a newer Roster"));
  EXPECT_EQ(sql("SELECT fence FROM lease"), std::to_string(writer->fence()) + "\n");
}

TEST_F(PostgresMigration, ThatWasInterruptedIsContinued) {
  const std::string all = test::read_file(tests::source_root() + "/schemas/sql/postgres_001.sql");
  std::size_t end = 0;
  for (int statement = 0; statement < 12; ++statement) end = all.find(";\n", end + 1);
  sql("SET ROLE roster;" + all.substr(0, end + 1));
  const auto store = open_store(url_);
  add(*store, "s1");
  EXPECT_EQ(count(*open_reader(url_)), 1);
}

TEST_F(PostgresMigration, IsWholeOrNotAtAll) {
  open_store(url_);
  make_old();
  sql("CREATE VIEW roster_jobs AS SELECT 1 AS in_the_way");  // cannot be replaced by other columns
  EXPECT_THROW(open_store(url_), StoreError);
  EXPECT_EQ(version() + has_views(), "1\nf\n");
  sql("DROP VIEW roster_jobs");
  open_store(url_);
  EXPECT_EQ(has_views(), "t\n");
}

TEST_F(PostgresMigration, SaysWhichRightIsMissing) {
  sql("ALTER DATABASE " + database() + " OWNER TO postgres");
  EXPECT_THAT(refusal<StoreError>([&] { open_store(url_); }),
              HasSubstr(": permission denied for schema public (42501); the role must own the "
                        "database, as `createdb --owner` makes it"));
}

}  // namespace
}  // namespace roster
