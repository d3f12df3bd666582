// rosterctl migrate: a whole store, with the key of its ledger, into another one.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"
#include "users/store/store.hpp"

namespace roster {
namespace {

using test::users;

class Migrate : public test::Rosterctl {
 protected:
  void SetUp() override {
    configure(
        "profiles: [{code: SIS, synchronize: {active: true}, max_age: none,\n"
        "            guard: {created: 100%, newly_due: 100%}}]\nobligations: none\n"
        "purge: {jobs: [{name: leavers, guard: {share: 100%}}]}\n");
    configured({"sync", file("a.xml", users(test::leaver("s1") + test::stayer("s2")))});
    ASSERT_EQ(configured({"purge", "leavers"}), 0) << err_;
  }

  std::string url(const std::string& name) const { return "sqlite:" + path(name); }

  int migrate(const std::string& from, const std::string& to) {
    return configured({"migrate", from, to});
  }
};

TEST_F(Migrate, TakesEverythingAlong) {
  ASSERT_EQ(migrate(url("users.db"), url("new.db")), 0) << err_;
  const std::string said = url("new.db") + ": 1 users, 2 jobs, 1 ledger entries, ";
  EXPECT_EQ(out_.substr(0, said.size()), said);
  EXPECT_NE(out_.find(" rows in all, as in " + url("users.db") +
                      "; the digests of both sides agree (xxh3-128:"),
            std::string::npos)
      << out_;
  EXPECT_NE(out_.find("); the erasure ledger's key is in " + path("new.db.key") + ", too\n"),
            std::string::npos)
      << out_;
  EXPECT_EQ(test::read_file(path("new.db.key")), test::read_file(path("users.db.key")));
  ASSERT_EQ(plain({"--store", url("new.db"), "erased", "s1"}), 0) << err_;
  EXPECT_NE(out_.find("s1: erased "), std::string::npos) << out_;
  EXPECT_EQ(plain({"--store", url("new.db"), "user", "s2"}), 0);
}

TEST_F(Migrate, SaysInJsonWhatBothSidesHold) {
  ASSERT_EQ(configured({"--json", "migrate", url("users.db"), url("new.db")}), 0) << err_;
  EXPECT_EQ(member("users"), "1");
  EXPECT_EQ(member("jobs"), "2");
  EXPECT_EQ(member("from"), "\"" + url("users.db") + "\"");
  const std::string there = member("digest");
  ASSERT_EQ(configured({"--json", "migrate", url("new.db"), url("back.db")}), 0) << err_;
  EXPECT_EQ(member("digest"), there);
}

TEST_F(Migrate, LeavesAStoreAloneThatHoldsSomething) {
  ASSERT_EQ(plain({"--store", url("new.db"), "import", file("b.xml", users(test::stayer("s9")))}),
            0)
      << err_;
  EXPECT_EQ(migrate(url("users.db"), url("new.db")), 3);
  EXPECT_EQ(err_, "rosterctl: " + url("new.db") +
                      " is not empty: table users has rows; nothing was copied. Name an empty "
                      "database, or a file that is not there yet\n");
  EXPECT_EQ(plain({"--store", url("new.db"), "user", "s9"}), 0);
}

TEST_F(Migrate, LeavesTheKeyOfAnotherLedgerAlone) {
  file("new.db.key", std::string(64, 'a') + "\n");
  ::chmod(path("new.db.key").c_str(), 0600);
  EXPECT_EQ(migrate(url("users.db"), url("new.db")), 3);
  EXPECT_EQ(err_, "rosterctl: " + path("new.db.key") +
                      " is the key of another erasure ledger than " + path("users.db.key") +
                      "; move it away, then say the same again\n");
  EXPECT_FALSE(std::filesystem::exists(path("new.db")));
}

TEST_F(Migrate, SaysThatTheKeyIsMissing) {
  std::filesystem::remove(path("users.db.key"));
  ASSERT_EQ(migrate(url("users.db"), url("new.db")), 0) << err_;
  EXPECT_NE(out_.find("; the erasure ledger's key was not found: " + path("users.db.key") + "\n"),
            std::string::npos)
      << out_;
}

TEST_F(Migrate, NeedsTwoStoresThatNobodyHas) {
  EXPECT_EQ(migrate(url("users.db"), url("users.db")), 2);
  EXPECT_EQ(err_, "rosterctl: both are the same store\n");
  EXPECT_EQ(migrate("users.db", url("new.db")), 2);
  EXPECT_EQ(err_,
            "rosterctl: 'users.db' is not a store URL; write sqlite:PATH or "
            "postgresql://HOST/DATABASE\n");
  EXPECT_EQ(migrate("sqlite::memory:", url("new.db")), 2);
  EXPECT_EQ(err_, "rosterctl: a store in memory cannot be copied\n");
  EXPECT_EQ(migrate(url("none.db"), url("new.db")), 5);
  EXPECT_EQ(err_, "rosterctl: " + url("none.db") + ": there is no store\n");
  const auto held = open_store(url("users.db"));
  EXPECT_EQ(migrate(url("users.db"), url("new.db")), 5);
  EXPECT_EQ(err_, "rosterctl: " + url("users.db") + " is in use by process " +
                      std::to_string(::getpid()) + " (" + path("users.db") +
                      ".lock); stop it, then say the same again\n");
}

TEST_F(Migrate, OfTwoNamedStoresNeedsNoConfiguration) {
  ASSERT_FALSE(std::filesystem::exists(Typed{}.config)) << "this test is for a bare machine";
  ASSERT_EQ(plain({"migrate", url("users.db"), url("new.db")}), 0) << err_;
  EXPECT_NE(out_.find("); the erasure ledger's key is in " + path("new.db.key") + ", too\n"),
            std::string::npos)
      << out_;
  EXPECT_EQ(plain({"--config", path("none.yaml"), "migrate", url("new.db"), url("b.db")}), 2);
  EXPECT_EQ(err_, "rosterctl: " + path("none.yaml") +
                      ":1:1: cannot be read: No such file or directory\n");
}

}  // namespace
}  // namespace roster
