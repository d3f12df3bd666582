// A job that is committed is done, whatever fails afterwards: rosterctl says what is missing, and
// never that the work was refused.
#include <filesystem>

#include "tests/daemon/rosterctl.hpp"
#include "tests/support/failing_rename.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

namespace fs = std::filesystem;

class LeftOver : public Rosterctl {
 protected:
  ~LeftOver() override { rename_fails_to.clear(); }

  void load(const std::string& records) {
    ASSERT_EQ(run({"sync", file("feed.xml", users(records))}), 0) << out_ << err_;
  }
  std::string report(int job) const { return path("users.db.d/reports/") + std::to_string(job); }
  std::string hidden_report(int job) const {
    return path("users.db.d/reports/.") + std::to_string(job) + ".partial";
  }
  /// What is told of a job whose report cannot get its name.
  std::string unpublished(int job) const {
    return fmt::format(
        "  job {} is complete, but something is left to do: filesystem error: cannot rename: "
        "Input/output error [{}] [{}]; it is tried again\n",
        job, hidden_report(job), report(job));
  }
  bool has_users() {
    run({"users", "--json"});
    return member("total_record_count") != "0";
  }
};

TEST_F(LeftOver, ALoadWhoseReportGetsNoNameIsDoneAndSaysSo) {
  rename_fails_to = "/reports/1";
  EXPECT_EQ(run({"sync", file("feed.xml", users(leaver("s1")))}), 0);
  EXPECT_EQ(out_,
            "job 1: synchronize default feed.xml: completed with warnings\n"
            "  processed 1, created 1, updated 0, unchanged 0, rejected 0, newly due 1, purge date "
            "from feed 1\n"
            "  warnings: already_due 1\n" +
                started() + unpublished(1));
  EXPECT_EQ(err_, "");
  EXPECT_FALSE(fs::exists(report(1)));
  rename_fails_to.clear();
  EXPECT_EQ(run({"sync", path("feed.xml")}), 0);
  EXPECT_TRUE(fs::exists(report(1))) << "the next command does what was left";
}

TEST_F(LeftOver, APurgeWhoseReportGetsNoNameIsDoneAndSaysSo) {
  load(leaver("s1"));
  rename_fails_to = "/reports/2";
  EXPECT_EQ(run({"purge", "--all", "--no-obligations"}), 0);
  EXPECT_EQ(out_,
            "job 2: purge default: completed successfully\n"
            "  due 1, purged 1, kept 0\n" +
                started() + unpublished(2));
  EXPECT_EQ(err_, "");
  EXPECT_FALSE(has_users());
}

TEST_F(LeftOver, APurgeIsDoneEvenWhenTheOneItSupersedesCannotBeDropped) {
  load(leaver("s1"));
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--hold"}), 4);
  rename_fails_to = "/.2.partial/report.json";
  EXPECT_EQ(run({"purge", "--all", "--no-obligations"}), 0);
  EXPECT_EQ(out_,
            "job 3: purge default: completed successfully\n"
            "  due 1, purged 1, kept 0\n" +
                started() + "    s1: purged\n" +
                fmt::format("  job 3 is complete, but something is left to do: filesystem error: "
                            "cannot rename: Input/output error [{0}/report.json.partial] "
                            "[{0}/report.json]; it is tried again\n",
                            hidden_report(2)));
  EXPECT_EQ(err_, "");
  EXPECT_FALSE(has_users());
}

TEST_F(LeftOver, ADeletionAndAnUndoAreDoneToo) {
  load(leaver("s1"));
  rename_fails_to = "/reports/2";
  EXPECT_EQ(run({"delete", "s1"}), 0);
  EXPECT_TRUE(out_.ends_with(unpublished(2))) << out_;
  rename_fails_to.clear();
  load(leaver("s2"));
  rename_fails_to = "/reports/4";
  EXPECT_EQ(run({"undo", "3"}), 0);
  EXPECT_TRUE(out_.ends_with(unpublished(4))) << out_;
  EXPECT_FALSE(has_users());
}

TEST_F(LeftOver, AListOfObligationsIsTakenToo) {
  load(leaver("s1"));
  rename_fails_to = "/reports/2";
  EXPECT_EQ(run({"obligations", file("owed.csv", "primary_id,kind,count,amount\ns1,loan,1,\n"),
                 "--source", "circulation"}),
            0);
  EXPECT_TRUE(out_.ends_with(unpublished(2))) << out_;
}

TEST_F(LeftOver, TheListOfAPurgeIsNotLostWhenItGetsNoName) {
  load(leaver("s1"));
  rename_fails_to = "/gone.txt";
  EXPECT_EQ(
      run({"purge", "--all", "--no-obligations", "--ids", "primary_id", "-o", path("gone.txt")}),
      1);
  const std::string told = fmt::format(
      "rosterctl: the purge is complete, but its list is not in its place: cannot "
      "create {}: Input/output error; it is in ",
      path("gone.txt"));
  ASSERT_EQ(err_.substr(0, told.size()), told);
  const std::string left = err_.substr(told.size(), err_.size() - told.size() - 1);
  EXPECT_TRUE(left.starts_with(path(".roster-"))) << left;
  EXPECT_EQ(read_file(left), "s1\n");
  EXPECT_FALSE(has_users());
}

TEST_F(LeftOver, APreviewWhoseListGetsNoNameIsRefused) {
  load(leaver("s1"));
  rename_fails_to = "/gone.txt";
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--dry-run", "--ids", "primary_id", "-o",
                 path("gone.txt")}),
            3);
  for (const auto& entry : fs::directory_iterator(directory_.path()))
    EXPECT_FALSE(entry.path().filename().string().starts_with(".roster-")) << entry.path();
  EXPECT_TRUE(has_users());
}

TEST_F(LeftOver, ALineOfAReportThatTheDiskDamagedIsShownAsSuch) {
  load(leaver("s1") + leaver("s2"));
  ASSERT_EQ(run({"purge", "--all", "--no-obligations", "--dry-run"}), 0);
  write_file(report(2) + "/users.ndjson",
             "{\"outcome\":\"purged\",\"pri\n{\"outcome\":\"purged\",\"primary_id\":\"s2\"}\n");
  EXPECT_EQ(run({"job", "2"}), 0);
  EXPECT_TRUE(
      out_.ends_with("  would be purged (1):\n    s2: would be purged\n  damaged (1):\n    "
                     "damaged: this line of the report cannot be read\n"))
      << out_;
}

}  // namespace
}  // namespace roster::test
