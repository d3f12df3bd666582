// rosterctl on stores in PostgreSQL databases.
#include <gmock/gmock.h>

#include "tests/daemon/rosterctl.hpp"
#include "tests/support/postgres_cluster.hpp"

namespace roster {
namespace {

using test::PostgresCluster;
using testing::HasSubstr;

class PostgresCommands : public test::Rosterctl {
 protected:
  static PostgresCluster& cluster() { return PostgresCluster::shared(); }

  void use(const std::string& store) const {
    std::filesystem::create_directories(path("inbox"));
    file("roster.yaml",
         fmt::format("store: {0}\ntimezone: system\ninbox: {1}/inbox\nspool: {1}/spool\n"
                     "reports: {1}/reports{2}\ncontrol: {1}/control.sock\nobligations: none\n"
                     "profiles: [{{code: SIS, synchronize: {{active: true}}, max_age: none}}]\n"
                     "purge: {{jobs: [{{name: leavers, guard: {{share: 100%}}}}]}}\n",
                     store, directory_.path().string(), std::hash<std::string>()(store)));
  }

  /// Loads two people into two stores, and purges one of them from the first.
  void lose(const std::string& lost, const std::string& restored) {
    const std::string feed =
        file("people.xml", "<users>" + test::leaver("gone") + test::stayer("stays") + "</users>");
    for (const std::string& store : {restored, lost}) {
      use(store);
      ASSERT_EQ(configured({"sync", feed}), 0) << err_;
    }
    ASSERT_EQ(configured({"purge", "leavers"}), 0) << err_;
    use(restored);
  }

  std::string sqlite() const { return "sqlite:" + path("users.db"); }
};

TEST_F(PostgresCommands, PurgeAgainByTheLedgerOfALostDatabase) {
  const std::string lost = cluster().fresh();
  use(lost);
  lose(lost, cluster().fresh());
  EXPECT_EQ(configured({"purge", "--again", lost}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("due 1, purged 1, kept 0"));
  EXPECT_EQ(configured({"user", "gone"}), 6);
  EXPECT_EQ(configured({"user", "stays"}), 0);
}

TEST_F(PostgresCommands, PurgeAgainByTheLedgerOfALostFile) {
  lose(sqlite(), cluster().fresh());
  std::filesystem::copy_file(path("users.db.key"), path("ledger.key"));
  EXPECT_EQ(configured({"purge", "--again", path("users.db")}), 0) << err_;
  EXPECT_EQ(configured({"user", "gone"}), 6);
}

TEST_F(PostgresCommands, PurgeAgainOfAFileByTheLedgerOfALostDatabase) {
  const std::string lost = cluster().fresh();
  lose(lost, sqlite());
  std::filesystem::copy_file(path("ledger.key"), path("users.db.key"));
  EXPECT_EQ(configured({"purge", "--again", lost}), 0) << err_;
  EXPECT_EQ(configured({"user", "gone"}), 6);
}

TEST_F(PostgresCommands, ADeletionLeavesNothingOfAnEarlierPurge) {
  use(cluster().fresh());
  const std::string feed = file("people.xml", "<users>" + test::leaver("gone") + "</users>");
  const auto kept_after = [&](std::vector<std::string> removal) {
    EXPECT_EQ(configured({"sync", feed}), 0) << err_;
    EXPECT_EQ(configured(std::move(removal)), 0) << out_ << err_;
    EXPECT_EQ(configured({"users", "--statistics", "--json"}), 0) << err_;
    return member("purged");
  };
  EXPECT_EQ(kept_after({"purge", "leavers"}), "1");
  EXPECT_EQ(kept_after({"purge", "leavers"}), "1");
  EXPECT_EQ(kept_after({"delete", "gone"}), "0");
  EXPECT_EQ(configured({"erased", "--verify"}), 0) << err_;
  EXPECT_EQ(out_, "all 3 entries of the erasure ledger are valid\n");
}

TEST_F(PostgresCommands, PurgeAgainMakesNoStoreInADatabaseThatHasNone) {
  use(cluster().fresh());
  ASSERT_EQ(configured({"sync", file("people.xml", "<users>" + test::stayer("s1") + "</users>")}),
            0)
      << err_;
  const std::string empty = cluster().fresh();
  EXPECT_EQ(configured({"purge", "--again", empty}), 6);
  EXPECT_THAT(err_, HasSubstr(": there is no store\n"));
  EXPECT_EQ(cluster().sql(PostgresCluster::database_in(empty),
                          "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
            "0\n");
}

TEST_F(PostgresCommands, MetricsTellTheSizeOfTheDatabase) {
  const std::string url = cluster().fresh();
  use(url);
  ASSERT_EQ(configured({"sync", file("people.xml", "<users>" + test::stayer("s1") + "</users>")}),
            0)
      << err_;
  ASSERT_EQ(configured({"metrics"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("\nroster_store_bytes " +
                              cluster().sql(PostgresCluster::database_in(url),
                                            "SELECT pg_database_size(current_database())")));
}

/// An index takes rows of up to 2,704 bytes. Random letters, since it compresses what it can.
std::string random_letters(std::size_t size) {
  std::string text;
  for (std::uint32_t seed = 7; text.size() < size; seed = seed * 1664525U + 1013904223U)
    text += static_cast<char>('a' + (seed >> 24U) % 26);
  return text;
}

/// A schema of one's own may allow what is too long for an index.
TEST_F(PostgresCommands, AnIdThatIsTooLongIsRejectedInEveryStore) {
  const std::string schema = file("any.xsd",
                                  R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="users" type="xs:anyType"/><xs:element name="user" type="xs:anyType"/>
</xs:schema>)");
  const std::string id = random_letters(4000);
  const std::string card = "<user_identifiers><user_identifier><id_type>BARCODE</id_type><value>" +
                           id + "</value></user_identifier></user_identifiers>";
  const std::string feed =
      file("people.xml", "<users>" + test::stayer("s1") + test::stayer(id) +
                             test::leaver("s2", "UNDERGRAD", card) + "</users>");
  for (const std::string& store : {sqlite(), cluster().fresh()}) {
    use(store);
    configured({"--json", "sync", "--xsd", schema, feed});
    EXPECT_EQ(
        member("counts"),
        R"({"processed":3,"created":1,"updated":0,"unchanged":0,"rejected":2,"purge_date_from_feed":1,"purge_date_from_policy":0})")
        << store << err_;
    EXPECT_EQ(configured({"user", "s1"}), 0) << err_;
  }
}

TEST_F(PostgresCommands, CompactWritesTheStoreAnew) {
  for (const std::string& store : {sqlite(), cluster().fresh()}) {
    use(store);
    EXPECT_NE(configured({"compact"}), 0) << "it makes no store";
    ASSERT_EQ(configured({"sync", file("people.xml", "<users>" + test::stayer("s1") + "</users>")}),
              0)
        << err_;
    EXPECT_EQ(configured({"compact"}), 0) << err_;
    EXPECT_THAT(out_, HasSubstr(": written anew: "));
    EXPECT_EQ(configured({"user", "s1"}), 0) << err_;
  }
}

}  // namespace
}  // namespace roster
