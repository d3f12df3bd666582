// One job's report, as a person reads it.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

const std::string kRemedy =
    "    remedy: The SIS team fills the field; or an administrator removes it from the profile's "
    "mandatory list, if it is listed. The next feed loads the record.\n";

class JobCommand : public Rosterctl {
 protected:
  void load(int first, int last) {
    std::string records;
    for (int i = first; i < last; ++i) records += stayer("s" + std::to_string(i));
    run({"sync", file("feed.xml", users(records + "<user><last_name>Nobody</last_name></user>"))});
  }
  /// A load of as many new users as there are: job 2 and later ones are held.
  void hold(const std::string& option = "--wide") {
    std::string first, others;
    for (int i = 0; i < 100; ++i) first += stayer("s" + std::to_string(i));
    for (int i = 0; i < 100; ++i) others += stayer("t" + std::to_string(i));
    if (run({"jobs"}) != 0) run({"sync", file("first.xml", users(first))});
    EXPECT_EQ(run({"sync", option, file("others.xml", users(others))}), 4) << out_ << err_;
  }
  void damage_row() const {
    execute_sql(path("users.db"), "UPDATE jobs SET request = 'nonsense' WHERE number = 2");
  }
};

TEST_F(JobCommand, ShowsTheFirstOfEachOutcomeAndHowToSeeTheOthers) {
  load(100, 123);
  EXPECT_EQ(run({"job", "1"}), 0);
  std::string expected =
      "job 1: synchronize default feed.xml: completed with errors\n"
      "  processed 24, created 23, updated 0, unchanged 0, rejected 1, purge date from feed 23\n" +
      started() +
      "  rejected (1):\n"
      "    line 1: rejected: missing_field: Mandatory field is missing: primary_id\n" +
      kRemedy + "  created (23):\n";
  for (int i = 100; i < 120; ++i) expected += "    line 1: s" + std::to_string(i) + ": created\n";
  EXPECT_EQ(out_, expected + "    … 3 more: rosterctl job 1 --outcome created\n");
  EXPECT_EQ(run({"job", "1", "--outcome", "rejected"}), 0);
  EXPECT_TRUE(out_.ends_with(
      "  line 1: rejected: missing_field: Mandatory field is missing: primary_id\n" + kRemedy))
      << out_;
  EXPECT_EQ(run({"job", "1", "--all"}), 0);
  EXPECT_NE(out_.find("  line 1: s122: created\n"), std::string::npos) << out_;
}

TEST_F(JobCommand, SaysWhatAPreviewWouldHaveDone) {
  run({"sync", "--dry-run", file("feed.xml", users(stayer("s1")))});
  EXPECT_EQ(out_,
            "job 1: synchronize default feed.xml (dry run): completed successfully\n"
            "  processed 1, would create 1, would update 0, unchanged 0, rejected 0, purge date "
            "from feed 1\n" +
                started());
  EXPECT_EQ(run({"job", "1"}), 0);
  EXPECT_TRUE(out_.ends_with("  would be created (1):\n    line 1: s1: would be created\n"))
      << out_;
}

TEST_F(JobCommand, ShowsIdsOfAListThatNobodyHas) {
  const std::string list = file("loans.csv", "primary_id,kind,count,amount\nx1,loan,1,\n");
  EXPECT_EQ(run({"obligations", list, "--source", "loans"}), 0) << err_;
  EXPECT_EQ(run({"job", "1", "--outcome", "unknown"}), 0) << err_;
  EXPECT_TRUE(out_.ends_with("\n  x1: unknown: no user has this id\n")) << out_;
}

/// Nobody has to decide about a preview.
TEST_F(JobCommand, IsListedAsHeldWhenItWaitsForADecision) {
  hold("--dry-run");
  hold();
  EXPECT_EQ(run({"jobs", "--status", "held", "--json"}), 0);
  ASSERT_EQ(document().at("jobs").as_array().size(), 1U) << out_;
  EXPECT_EQ(document().at("jobs").at(0).at("job"), 3);
}

/// A decision is about what was shown.
TEST_F(JobCommand, IsNotApprovedWithAnotherFile) {
  hold();
  for (const auto& copy : std::filesystem::directory_iterator(path("users.db.d/spool")))
    write_file(copy.path(), "<users></users>");
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(err_,
            "rosterctl: the copy of the file of job 2 is not what was shown; drop the file again "
            "or reject the job\n");
  EXPECT_EQ(run({"reject", "2"}), 0) << err_;
}

TEST_F(JobCommand, WhoseRowIsDamagedIsOnlyRejected) {
  hold();
  damage_row();
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(err_, "rosterctl: the row of job 2 is damaged; reject the job\n");
  EXPECT_EQ(run({"reject", "2"}), 0) << err_;
  EXPECT_EQ(run({"jobs", "--status", "held"}), 0);
  EXPECT_EQ(out_, "no jobs\n");
}

TEST_F(JobCommand, IsListedByNameAndDay) {
  load(100, 101);
  now_ += std::chrono::hours(24);
  load(101, 102);
  EXPECT_EQ(run({"jobs", "--name", "default", "--since", "2026-11-23", "--json"}), 0);
  ASSERT_EQ(document().at("jobs").as_array().size(), 1U) << out_;
  EXPECT_EQ(document().at("jobs").at(0).at("job"), 2);
  EXPECT_EQ(run({"jobs", "--name", "other"}), 0);
  EXPECT_EQ(out_, "no jobs\n");
  EXPECT_EQ(run({"jobs", "--since", "yesterday"}), 2);
  EXPECT_EQ(err_, "rosterctl: --since: 'yesterday' is not a date (YYYY-MM-DD)\n");
}

TEST_F(JobCommand, RefusesAnOutcomeThatThereIsNot) {
  load(100, 101);
  EXPECT_EQ(run({"job", "1", "--outcome", "deleted"}), 2);
  EXPECT_EQ(
      err_,
      "rosterctl: --outcome: there is no outcome 'deleted'; there are: rejected, unknown, "
      "warned, kept, purged, removed, restored, absent, moved, created, updated, unchanged\n");
  EXPECT_EQ(run({"jobs", "--kind", "sync"}), 2);
  EXPECT_EQ(err_,
            "rosterctl: --kind: there is no kind 'sync'; there are: import, synchronize, purge, "
            "undo, delete, obligations, export\n");
}

}  // namespace
}  // namespace roster::test
