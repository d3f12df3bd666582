// What belongs to a purge: deleting by hand, obligations, statistics.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class LeavingCommands : public Rosterctl {
 protected:
  void load(const std::string& records) {
    ASSERT_EQ(run({"sync", file("feed.xml", users(records))}), 0) << out_ << err_;
  }
  int owe(const std::string& text) {
    return run({"obligations", file("owed.csv", text), "--source", "circulation"});
  }
  static constexpr const char* kHeader = "primary_id,kind,count,amount\n";
};

TEST_F(LeavingCommands, DeleteRemovesWhomNothingKeeps) {
  load(stayer("s1") + stayer("s2"));
  EXPECT_EQ(run({"delete", "s1"}), 0);
  EXPECT_EQ(out_,
            "job 2: delete by hand: completed successfully\n"
            "  purged 1, kept 0\n" +
                started());
  EXPECT_EQ(run({"user", "s1"}), 6);
  EXPECT_EQ(run({"user", "s2"}), 0);
}

TEST_F(LeavingCommands, DeleteKeepsWhoOwesSomethingUnlessForced) {
  load(stayer("s1"));
  owe(std::string(kHeader) + "s1,loan,1,\n");
  run({"lock", "s1", "--holder", "desk", "--for", "1h"});
  EXPECT_EQ(run({"delete", "s1"}), 3);
  EXPECT_EQ(out_,
            "job 3: delete by hand: failed\n"
            "  kept: loans:1, locked:desk\n"
            "  would purge 0, would keep 1\n" +
                started());
  EXPECT_EQ(run({"user", "s1"}), 0);
  EXPECT_EQ(run({"delete", "s1", "--force", "--json"}), 0);
  EXPECT_EQ(member("kind"), "\"delete\"");
  EXPECT_EQ(member("counts"), R"({"purged":1,"kept":0})");
  EXPECT_EQ(run({"user", "s1"}), 6);
}

TEST_F(LeavingCommands, ALoadSaysThatNobodyCanTellWhoWasErasedBefore) {
  load(stayer("s1") + stayer("s2"));
  run({"delete", "s1"});
  std::filesystem::remove(path("users.db.key"));
  load(stayer("s1") + stayer("s3") + stayer("s2"));
  EXPECT_NE(out_.find("  warnings: ledger_unreadable 1\n"), std::string::npos) << out_;
  run({"job", "3"});
  EXPECT_NE(
      out_.find(fmt::format("    warning: ledger_unreadable: nobody can tell whether new users of "
                            "this feed were erased before: the erasure ledger's key {} is "
                            "missing, although the ledger has entries: restore it from a "
                            "backup; without it the ledger cannot be queried\n",
                            path("users.db.key"))),
      std::string::npos)
      << out_;
}

TEST_F(LeavingCommands, DeleteOfNobodyIsSaid) {
  load(stayer("s1"));
  EXPECT_EQ(run({"delete", "s9"}), 6);
  EXPECT_EQ(err_, "rosterctl: there is no user s9\n");
  EXPECT_EQ(run({"jobs", "--kind", "delete"}), 0);
  EXPECT_EQ(out_, "no jobs\n");
}

TEST_F(LeavingCommands, ObligationsAreTakenIn) {
  load(stayer("s1") + stayer("s2"));
  EXPECT_EQ(owe(std::string("# as_of: 2026-11-22T01:00:00Z\n") + kHeader +
                "s1,loan,2,\ns1,fee,,1.50\ns9,loan,1,\n"),
            0);
  EXPECT_EQ(out_,
            "job 2: obligations circulation owed.csv: completed successfully\n"
            "  rows 3, unknown 1, users 1\n" +
                started());
}

TEST_F(LeavingCommands, ABadLineRefusesAllObligations) {
  load(stayer("s1"));
  owe(std::string("# as_of: 2026-11-22T01:00:00Z\n") + kHeader + "s1,loan,2,\n");
  EXPECT_EQ(
      owe(std::string("# as_of: 2026-11-22T01:30:00Z\n") + kHeader + "s1,loan,1,\ns2,dept,1,\n"),
      3);
  EXPECT_TRUE(out_.starts_with("job 3: obligations circulation owed.csv: failed\n  owed.csv:4: "))
      << out_;
  run({"why", "s1", "--json"});
  EXPECT_NE(member("blockers").find("loans:2"), std::string::npos) << out_;
}

TEST_F(LeavingCommands, ObligationsFromTomorrowAreTakenWithAWarning) {
  load(stayer("s1"));
  EXPECT_EQ(owe(std::string("# as_of: 2026-11-23T00:00:00Z\n") + kHeader), 0);
  EXPECT_EQ(out_,
            "job 2: obligations circulation owed.csv: completed with warnings\n"
            "  rows 0\n"
            "  warnings: as_of_in_future 1\n" +
                started());
}

TEST_F(LeavingCommands, ObligationsThatAreOldAreHeldUntilSomebodyDecides) {
  load(stayer("s1"));
  owe(std::string("# as_of: 2026-11-22T01:00:00Z\n") + kHeader);
  EXPECT_EQ(owe(std::string("# as_of: 2026-11-22T00:00:00Z\n") + kHeader + "s1,loan,2,\n"), 4);
  EXPECT_TRUE(out_.starts_with(
      "job 3: obligations circulation owed.csv: held\n"
      "  as of 2026-11-22T00:00:00Z: older than the last list, as of 2026-11-22T01:00:00Z\n"))
      << out_;
  std::filesystem::remove(path("owed.csv"));
  EXPECT_EQ(run({"approve", "3"}), 0);
  EXPECT_TRUE(
      out_.starts_with("job 3: obligations circulation owed.csv: completed with warnings\n"
                       "  rows 1, users 1\n"))
      << out_;
  run({"why", "s1", "--json"});
  EXPECT_NE(member("blockers").find("loans:2"), std::string::npos) << out_;
}

TEST_F(LeavingCommands, AHeldListIsNotApprovedOverALaterOne) {
  load(stayer("s1"));
  owe(std::string("# as_of: 2026-11-22T01:00:00Z\n") + kHeader);
  EXPECT_EQ(owe(std::string("# as_of: 2026-11-21T00:00:00Z\n") + kHeader), 4);
  EXPECT_EQ(owe(std::string("# as_of: 2026-11-22T01:30:00Z\n") + kHeader), 0);
  EXPECT_EQ(run({"approve", "3"}), 3);
  EXPECT_EQ(err_,
            "rosterctl: job 3 stays held: a later list of circulation was taken (job 4); reject "
            "the job, or use --anyway\n");
  EXPECT_EQ(run({"approve", "3", "--anyway"}), 0);
}

TEST_F(LeavingCommands, AHeldListMayBeRejected) {
  load(stayer("s1"));
  owe(std::string("# as_of: 2026-11-22T01:00:00Z\n") + kHeader);
  owe(std::string("# as_of: 2026-11-21T00:00:00Z\n") + kHeader);
  EXPECT_EQ(run({"reject", "3"}), 0);
  EXPECT_TRUE(out_.starts_with("job 3: obligations circulation owed.csv: dropped\n")) << out_;
}

TEST_F(LeavingCommands, ObligationsThatAreCutAreRefused) {
  load(stayer("s1"));
  EXPECT_EQ(owe(std::string(kHeader) + "s1,loan,2,\ns1,fee,,1"), 3);
  EXPECT_TRUE(out_.starts_with(
      "job 2: obligations circulation owed.csv: failed\n"
      "  owed.csv:3: the last line has no line break; the file may be incomplete\n"))
      << out_;
}

TEST_F(LeavingCommands, ASourceThatIsNotConfiguredIsRefused) {
  configure("profiles: [{code: SIS}]\nobligations: {sources: [circulation]}\n");
  ASSERT_EQ(configured({"sync", file("feed.xml", users(stayer("s1")))}), 0) << err_;
  EXPECT_EQ(configured({"obligations", file("owed.csv", kHeader), "--source", "desk"}), 3);
  EXPECT_EQ(err_, "rosterctl: no obligations source desk is configured\n");
  EXPECT_EQ(configured({"obligations", file("owed.csv", kHeader), "--source", "circulation"}), 0);
}

TEST_F(LeavingCommands, StaleObligationsRefuseAPurge) {
  load(leaver("s1"));
  owe(std::string("# as_of: 2026-11-20T02:00:00Z\n") + kHeader);
  EXPECT_EQ(run({"purge", "--all", "--json"}), 3);
  EXPECT_EQ(member("message"), "\"obligations of circulation are 48 h old (limit 24 h)\"");
  EXPECT_EQ(run({"user", "s1"}), 0);
}

TEST_F(LeavingCommands, ObligationsNeedASourceAndAFile) {
  EXPECT_EQ(run({"obligations", file("owed.csv", kHeader)}), 2);
  EXPECT_EQ(err_, "rosterctl: --source is required\n");
  EXPECT_EQ(run({"obligations", path("gone.csv"), "--source", "circulation"}), 6);
  EXPECT_EQ(err_, "rosterctl: cannot open " + path("gone.csv") + ": No such file or directory\n");
}

TEST_F(LeavingCommands, ADeletionIsTriedFirst) {
  load(stayer("s1"));
  EXPECT_EQ(run({"delete", "s1", "--dry-run", "--json"}), 0);
  EXPECT_EQ(member("counts"), R"({"purged":1,"kept":0})");
  EXPECT_EQ(run({"user", "s1"}), 0);
}

TEST_F(LeavingCommands, StatisticsCountWhoIsThereAndWhoWasPurged) {
  load(leaver("s1") + stayer("s2") + stayer("s3", "STAFF"));
  run({"purge", "--all", "--no-obligations"});
  EXPECT_EQ(run({"users", "--statistics"}), 0);
  EXPECT_EQ(out_,
            "USER GROUP  PRESENT  PURGED\n"
            "STAFF       1        0\n"
            "UNDERGRAD   1        1\n"
            "\n"
            "RECORD TYPE  PRESENT  PURGED\n"
            "PUBLIC       2        1\n"
            "\n"
            "STATISTIC CATEGORY  PRESENT  PURGED\n"
            "\n"
            "2 present, 1 purged\n");
  EXPECT_EQ(run({"users", "--statistics", "--json"}), 0);
  EXPECT_EQ(out_,
            R"({"present":2,"purged":1,"user_group":[{"value":"STAFF","present":1,"purged":0},)"
            R"({"value":"UNDERGRAD","present":1,"purged":1}],)"
            R"("record_type":[{"value":"PUBLIC","present":2,"purged":1}],"statistic_category":[]})"
            "\n");
}

}  // namespace
}  // namespace roster::test
