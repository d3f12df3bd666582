// Backups: whole copies of the store, and the way back, which forgets no erasure.
#include <filesystem>

#include "daemon/watch/ledger_check.hpp"
#include "daemon/work/recovery.hpp"
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster {
namespace {

using test::users;

class Backup : public test::Rosterctl {
 protected:
  void SetUp() override {
    configure(
        "profiles: [{code: SIS, synchronize: {active: true}, max_age: none,\n"
        "            guard: {created: 100%, newly_due: 100%}}]\nobligations: none\n"
        "purge: {jobs: [{name: leavers, guard: {share: 100%}}]}\n");
    configured({"sync", file("a.xml", users(test::leaver("s1") + test::stayer("s2")))});
    ASSERT_EQ(configured({"backup", path("backup.db")}), 0) << err_;
  }

  std::string all_users() {
    configured({"--json", "users"});
    std::string ids;
    const boost::json::object shown = document();
    for (const auto& found : shown.at("users").as_array())
      ids += std::string(found.at("primary_id").as_string()) + " ";
    return ids;
  }
};

TEST_F(Backup, IsAStoreOfItsOwn) {
  EXPECT_NE(out_.find(path("backup.db") + ": 2 users, "), std::string::npos) << out_;
  EXPECT_NE(out_.find(", verified; the ledger's key is not in it: " + path("users.db") + ".key\n"),
            std::string::npos)
      << out_;
  EXPECT_EQ(plain({"--store", "sqlite:" + path("backup.db"), "users"}), 0);
  EXPECT_NE(out_.find("s2"), std::string::npos);
}

TEST_F(Backup, LeavesNothingThatOthersMayRead) {
  const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  for (const char* name : {"spool", "backup.db"})
    EXPECT_EQ(std::filesystem::status(path(name)).permissions() & others,
              std::filesystem::perms::none)
        << name;
}

TEST_F(Backup, OverwritesNothing) {
  EXPECT_EQ(configured({"backup", path("backup.db")}), 3);
  EXPECT_EQ(err_, "rosterctl: cannot create " + path("backup.db") + ": File exists\n");
}

TEST_F(Backup, ThatFailsLeavesNoFile) {
  const std::string to = path("second.db");
  EXPECT_EQ(plain({"--store", "sqlite:" + path("none.db"), "backup", to}), 5);
  EXPECT_EQ(err_, "rosterctl: sqlite:" + path("none.db") + ": there is no store\n");
  EXPECT_FALSE(std::filesystem::exists(to));
}

TEST_F(Backup, WithoutRightsInTheSpoolSaysWhoMakesOne) {
  std::filesystem::remove_all(path("spool"));
  file("spool", "");
  EXPECT_EQ(configured({"backup", path("second.db")}), 3);
  EXPECT_EQ(err_, "rosterctl: the copy cannot be made in " + path("spool") +
                      ": Not a directory; without rosterd, a backup is made by root or the account "
                      "that owns the store\n");
}

TEST_F(Backup, ThatWasKilledLeavesNobodyWhoIsErasedLater) {
  const std::string left = fmt::format("spool/backup-{}", ::getpid());  // its number is taken again
  for (const char* side : {"", "-journal"}) file(left + side, "s1");
  {
    const StoreCopies running(path("spool"));
    file("spool/backup-1", "s1");
    EXPECT_EQ(configured({"set", "s2", "last_name", "Doe"}), 0) << err_;
    EXPECT_TRUE(std::filesystem::exists(path("spool/backup-1"))) << "another one is being made";
  }
  EXPECT_EQ(configured({"delete", "s1", "--force", "--yes"}), 0) << err_;
  EXPECT_FALSE(std::filesystem::exists(path("spool/backup-1")));
  EXPECT_FALSE(std::filesystem::exists(path(left)));
  EXPECT_FALSE(std::filesystem::exists(path(left + "-journal")));
}

TEST_F(Backup, IsRestoredIntoTheDirectoryWhereOneIs) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory_.path());
  const int code = plain({"--store", "sqlite:users.db", "restore-backup", "backup.db"});
  std::filesystem::current_path(before);
  ASSERT_EQ(code, 0) << err_;
  EXPECT_EQ(out_, path("users.db") +
                      ": 2 users, restored from backup.db; the previous store is kept as " +
                      path("users.db") + ".replaced\n");
}

TEST_F(Backup, IsRestoredAndTheStoreThatWasThereIsKept) {
  configured({"sync", file("b.xml", users(test::stayer("s3")))});
  EXPECT_EQ(all_users(), "s1 s2 s3 ");
  ASSERT_EQ(configured({"restore-backup", path("backup.db")}), 0) << err_;
  EXPECT_EQ(out_, path("users.db") + ": 2 users, restored from " + path("backup.db") +
                      "; the previous store is kept as " + path("users.db") + ".replaced\n");
  EXPECT_EQ(all_users(), "s1 s2 ");
  EXPECT_TRUE(std::filesystem::exists(path("users.db.replaced")));
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
    EXPECT_EQ(entry.path().filename().string().find("copy"), std::string::npos) << entry.path();
  EXPECT_TRUE(std::filesystem::is_empty(path("spool"))) << "nothing is left of the backup";
  EXPECT_TRUE(std::filesystem::exists(path("users.db.replaced.reports/2")));
}

// The store of today is moved away or gone: only the reports know of the erasure.
TEST_F(Backup, RestoredWhereNoStoreIsLeavesTheReportsThatTellWhatIsLost) {
  ASSERT_EQ(configured({"purge", "leavers", "--yes"}), 0) << out_ << err_;
  std::filesystem::remove(path("users.db"));
  ASSERT_EQ(configured({"restore-backup", path("backup.db")}), 0) << err_;
  EXPECT_EQ(out_, path("users.db") + ": 2 users, restored from " + path("backup.db") + "\n");
  EXPECT_TRUE(std::filesystem::exists(path("reports/2")));
  EXPECT_EQ(configured({"sync", file("b.xml", users(test::stayer("s3")))}), 4);
  EXPECT_NE(err_.find("it lacks job 2 purge leavers (completed successfully)"), std::string::npos)
      << err_;
}

TEST_F(Backup, ThatWouldForgetAnErasureIsRefused) {
  ASSERT_EQ(configured({"purge", "leavers", "--yes"}), 0) << out_ << err_;
  EXPECT_EQ(all_users(), "s2 ");
  EXPECT_EQ(configured({"restore-backup", path("backup.db")}), 3);
  EXPECT_EQ(err_,
            "rosterctl: the backup has 0 erasure ledger entries, the store has 1: users erased "
            "since the backup would be restored. With --lost FILE the current store is kept as "
            "FILE; then run `rosterctl purge --again FILE`\n");
  EXPECT_EQ(all_users(), "s2 ");
  ASSERT_EQ(configured({"restore-backup", path("backup.db"), "--lost", path("lost.db")}), 0);
  EXPECT_EQ(all_users(), "s1 s2 ");
  ASSERT_EQ(configured({"purge", "--again", path("lost.db"), "--yes"}), 0) << out_ << err_;
  EXPECT_EQ(all_users(), "s2 ");
}

TEST_F(Backup, MayHaveFewerErasuresThanTheDaemonSaw) {
  ASSERT_EQ(configured({"purge", "leavers", "--yes"}), 0) << out_ << err_;
  keep_ledger_check(path("spool/ledger_check"), {now_, "", 1});
  ASSERT_EQ(configured({"restore-backup", path("backup.db"), "--lost", path("lost.db")}), 0);
  EXPECT_EQ(configured({"erased", "--verify"}), 0) << err_;
  EXPECT_NE(out_.find("has no entries, although its key "), std::string::npos) << out_;
}

/// What was kept before may be the only record of who was erased.
TEST_F(Backup, ReplacesNoStoreThatWasKeptBefore) {
  ASSERT_EQ(configured({"purge", "leavers", "--yes"}), 0) << out_ << err_;
  ASSERT_EQ(configured({"restore-backup", path("backup.db"), "--lost", path("lost.db")}), 0);
  ASSERT_EQ(configured({"purge", "--again", path("lost.db"), "--yes"}), 0) << out_ << err_;
  EXPECT_EQ(configured({"restore-backup", path("backup.db"), "--lost", path("lost.db")}), 3);
  EXPECT_EQ(err_, "rosterctl: " + path("lost.db") +
                      " exists already, perhaps with the only record of who was erased: name "
                      "another file with --lost, or remove it\n");
  EXPECT_EQ(all_users(), "s2 ");
  EXPECT_EQ(configured({"erased", "--verify"}), 0) << err_;
  EXPECT_EQ(out_, "all 1 entries of the erasure ledger are valid\n");
}

TEST_F(Backup, KeepsTheStoreOnItsOwnFileSystem) {
  for (const char* elsewhere : {"/proc/lost.db", "/nowhere/lost.db"}) {
    EXPECT_EQ(configured({"restore-backup", path("backup.db"), "--lost", elsewhere}), 3);
    EXPECT_EQ(err_, "rosterctl: the present store cannot be kept as " + std::string(elsewhere) +
                        ": name a file in a directory on the file system of " + path("users.db") +
                        "\n");
  }
  EXPECT_EQ(all_users(), "s1 s2 ");
}

TEST_F(Backup, IsRefusedWhenItIsNone) {
  const std::string feed = file("b.xml", users(test::stayer("s3")));
  EXPECT_EQ(configured({"restore-backup", feed}), 3);
  EXPECT_EQ(err_, "rosterctl: " + feed + " cannot be restored: file is not a database\n");
  EXPECT_EQ(all_users(), "s1 s2 ");
}

TEST_F(Backup, LeavesTheRightsOfTheStoresDirectory) {
  namespace fs = std::filesystem;
  const fs::perms rights = fs::perms::owner_all | fs::perms::group_exec;
  fs::permissions(directory_.path(), rights);
  ASSERT_EQ(configured({"restore-backup", path("backup.db")}), 0) << err_;
  EXPECT_EQ(fs::status(directory_.path()).permissions(), rights);
}

TEST_F(Backup, OfADatabaseIsMadeByItsServer) {
  const std::string store = "postgresql://roster:secret@db.example/roster";
  EXPECT_EQ(plain({"--store", store, "backup", path("new.db")}), 2);
  EXPECT_EQ(err_,
            "rosterctl: postgresql://roster@db.example/roster is a database of a server, not "
            "a file; use pg_dump\n");
  EXPECT_EQ(plain({"--store", store, "restore-backup", path("backup.db")}), 2);
  EXPECT_EQ(err_,
            "rosterctl: postgresql://roster@db.example/roster is a database of a server, not "
            "a file; use pg_restore\n");
}

}  // namespace
}  // namespace roster
