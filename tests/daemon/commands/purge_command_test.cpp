// `rosterctl purge` and `why` on a store without a configuration.
#include "daemon/show/terminal_text.hpp"
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class PurgeCommand : public Rosterctl {
 protected:
  /// What one of the sources says users owe.
  void owe(const std::string& rows) {
    const std::string head = "# as_of: 2026-11-22T01:00:00Z\nprimary_id,kind,count,amount\n";
    ASSERT_EQ(run({"obligations", file("owed.csv", head + rows), "--source", "circulation"}), 0)
        << out_ << err_;
  }
  /// The line of counts of the job that was told last.
  std::string counts() const {
    const auto at = out_.find("  due ") + 2;
    return out_.substr(at, out_.find('\n', at) - at);
  }
};

TEST_F(PurgeCommand, TellsWhoGoesAndWhoStaysAndWhy) {
  load(leaver("s1") + leaver("s2") + leaver("s3", "STAFF") + stayer("s4"));
  owe("s2,loan,2,\ns2,fee,,12.50\n");
  EXPECT_EQ(run({"purge", "--all"}), 0);
  EXPECT_EQ(out_,
            "job 3: purge default: completed successfully\n"
            "  due 3, purged 2, kept 1\n" +
                started() +
                "    s1: purged\n"
                "    s3: purged\n"
                "    s2: kept: loans:2, balance:12.50\n");
  EXPECT_EQ(ids(), "s2 s4 ");
}

TEST_F(PurgeCommand, AnnouncesInADryRunWhatTheRealRunThenDoes) {
  load(leaver("s1") + leaver("s2") + leaver("s3"));
  owe("s2,loan,1,\n");
  EXPECT_EQ(run({"purge", "--all", "--dry-run"}), 0);
  EXPECT_EQ(out_,
            "job 3: purge default (dry run): completed successfully\n"
            "  due 3, would purge 2, would keep 1\n" +
                started() +
                "  would be purged (2):\n"
                "    PRIMARY ID  NAME  GROUP      EXPIRED  PURGE DATE  LAST FEED\n"
                "    s1                UNDERGRAD           2026-11-01  job 1\n"
                "    s3                UNDERGRAD           2026-11-01  job 1\n"
                "    s2: would be kept: loans:1\n");
  EXPECT_EQ(ids(), "s1 s2 s3 ");
  run({"purge", "--all", "--dry-run", "--json"});
  const std::string announced = member("counts");
  EXPECT_EQ(member("dry_run"), "true");
  run({"purge", "--all", "--json"});
  EXPECT_EQ(member("counts"), announced);
  EXPECT_EQ(member("dry_run"), "false");
  EXPECT_EQ(ids(), "s2 ");
}

TEST_F(PurgeCommand, TakesAJobsDescriptionFromItsOptions) {
  load(leaver("s1") + leaver("s2", "STAFF") + leaver("s3"));
  owe("s3,fee,,4.99\n");
  EXPECT_EQ(run({"purge", "--all", "--days", "21"}), 0);  // 1 November is 21 days before the 22nd
  EXPECT_EQ(counts(), "due 0, purged 0, kept 0");
  EXPECT_EQ(run({"purge", "--days", "20", "--user-group", "STAFF"}), 0);
  EXPECT_EQ(counts(), "due 1, purged 1, kept 0");
  EXPECT_EQ(run({"purge", "--record-type", "staff"}), 0);
  EXPECT_EQ(counts(), "due 0, purged 0, kept 0");
  EXPECT_EQ(run({"purge", "--record-type", "public", "--waive-threshold", "5"}), 0);
  EXPECT_EQ(counts(), "due 2, purged 2, kept 0");
  EXPECT_EQ(ids(), "");
}

TEST_F(PurgeCommand, SaysForWhomItIsAndHasNoName) {
  load(leaver("s1") + leaver("s2", "STAFF"));
  owe("");
  EXPECT_EQ(run({"purge"}), 2);
  EXPECT_EQ(err_, "rosterctl: give --record-type, --user-group or --all\n");
  EXPECT_EQ(run({"purge", "--days", "3"}), 2);
  EXPECT_EQ(run({"purge", "STAFF"}), 2);
  EXPECT_EQ(err_,
            "rosterctl: STAFF names a configured purge job; with --store give --record-type, "
            "--user-group or --all\n");
  EXPECT_EQ(run({"purge", "STAFF", "--user-group", "STAFF"}), 2);
  EXPECT_EQ(ids(), "s1 s2 ");
  EXPECT_EQ(run({"purge", "--user-group", "STAFF"}), 0);
  EXPECT_EQ(ids(), "s1 ");
}

TEST_F(PurgeCommand, NeedsObligationsOrTheWordThatThereAreNone) {
  load(leaver("s1"));
  EXPECT_EQ(run({"purge", "--all", "--json"}), 3);
  EXPECT_EQ(member("message"), "\"no obligations ever arrived\"");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations"}), 0);
  EXPECT_EQ(ids(), "");
}

TEST_F(PurgeCommand, RefusesWhatMakesNoSense) {
  load(stayer("s1"));
  EXPECT_EQ(run({"purge", "--all", "--days", "-1"}), 2);
  EXPECT_EQ(err_, "rosterctl: --days must not be negative\n");
  EXPECT_EQ(run({"purge", "--all", "--waive-threshold", "much"}), 2);
  EXPECT_EQ(err_, "rosterctl: --waive-threshold: 'much' is not an amount; write 10 or 12.50\n");
  EXPECT_EQ(run({"purge", "--all", "--waive-threshold", "1.234"}), 2);
  EXPECT_EQ(err_, "rosterctl: --waive-threshold: '1.234' is not an amount; write 10 or 12.50\n");
  EXPECT_EQ(run({"purge", "--all", "--waive-threshold=-5"}), 2);
  EXPECT_EQ(err_, "rosterctl: --waive-threshold: '-5' is not an amount; write 10 or 12.50\n");
  EXPECT_EQ(run({"purge", "--all", "--policy", "keep_it_all"}), 2);
  EXPECT_EQ(err_,
            "rosterctl: there is no delete policy keep_it_all; there are: keep_fully_reportable, "
            "keep_statistics, keep_statistics_and_remove_primary_id, fully_remove\n");
  EXPECT_EQ(run({"purge", "--record-type", "pubic"}), 2);
  EXPECT_EQ(err_,
            "rosterctl: --record-type: 'pubic' is not valid; allowed: public, staff, contact\n");
  EXPECT_EQ(run({"purge", "--all", "--days", "99999999999"}), 2);
  EXPECT_EQ(err_, "rosterctl: --days: 99999999999 is more than a hundred years\n");
  EXPECT_EQ(run({"jobs", "--kind", "purge"}), 0);
  EXPECT_EQ(out_, "no jobs\n");
}

TEST_F(PurgeCommand, OfTooManyPeopleIsHeldUntilItIsApproved) {
  std::string records;
  for (int i = 100; i < 200; ++i)
    records += i < 120 ? leaver("s" + std::to_string(i)) : stayer("s" + std::to_string(i));
  load(records);
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--days", "3", "--policy", "fully_remove"}),
            4);
  EXPECT_TRUE(
      out_.starts_with("job 2: purge default: held\n"
                       "  purged: 20 of 100 users (20.0 %, limit 10.0 %)\n"
                       "  due 20, would purge 20, would keep 0\n" +
                       started() +
                       "  would be purged (20):\n"
                       "    PRIMARY ID  NAME  GROUP      EXPIRED  PURGE DATE  LAST FEED\n"
                       "    s100              UNDERGRAD           2026-11-01  job 1\n"
                       "    s101              UNDERGRAD           2026-11-01  job 1\n"))
      << out_;
  EXPECT_TRUE(
      out_.ends_with("    s119              UNDERGRAD           2026-11-01  job 1\n"
                     "  nobody was removed; `rosterctl approve 2` or `rosterctl reject 2`\n"))
      << out_;
  run({"users", "--json"});
  EXPECT_EQ(member("total_record_count"), "100");
  EXPECT_EQ(run({"approve", "2", "--json"}), 0);
  EXPECT_EQ(member("status"), "\"completed_successfully\"");
  EXPECT_EQ(member("counts"), R"({"due":20,"purged":20,"kept":0})");
  run({"users", "--json"});
  EXPECT_EQ(member("total_record_count"), "80");
  run({"erased", "s100", "--json"});  // by the policy it was held with
  EXPECT_EQ(document().at("erasures").at(0).at("policy").as_string(), "fully_remove");
}

TEST_F(PurgeCommand, IsHeldOnRequestHoweverFewWouldGo) {
  load(leaver("s1") + leaver("s2") + stayer("s3"));
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--hold"}), 4);
  EXPECT_TRUE(
      out_.starts_with("job 2: purge default: held\n"
                       "  held on request: the list is to be approved\n"
                       "  due 2, would purge 2, would keep 0\n"))
      << out_;
  EXPECT_EQ(ids(), "s1 s2 s3 ");
  run({"sync", file("late.xml", users(leaver("s4")))});
  EXPECT_EQ(run({"approve", "2"}), 0);
  EXPECT_EQ(ids(), "s3 s4 ") << "exactly the people of the list";
  run({"purge", "--all", "--no-obligations"});
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--hold"}), 0) << "nobody would go";
}

TEST_F(PurgeCommand, ThatIsHeldMayBeRejected) {
  std::string records;
  for (int i = 100; i < 200; ++i) records += leaver("s" + std::to_string(i));
  load(records);
  EXPECT_EQ(run({"purge", "--all", "--no-obligations"}), 4);
  EXPECT_NE(out_.find("    s119              UNDERGRAD           2026-11-01  job 1\n"
                      "    … 80 more: rosterctl job 2 --outcome purged\n"),
            std::string::npos)
      << out_;
  EXPECT_EQ(run({"reject", "2"}), 0);
  EXPECT_EQ(out_,
            "job 2: purge default: dropped\n"
            "  purged: 100 of 100 users (100.0 %, limit 10.0 %)\n"
            "  due 100, would purge 100, would keep 0\n" +
                fmt::format("  started {}, took 0s, asked by {}, rejected by {}\n", local(now_),
                            account(), account()));
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(err_, "rosterctl: job 2 is not held: dropped\n");
  run({"users", "--json"});
  EXPECT_EQ(member("total_record_count"), "100");
}

TEST_F(PurgeCommand, LeavesWhoIsKept) {
  load(leaver("s1", "UNDERGRAD", "<last_name>Doe</last_name><first_name>Jane</first_name>") +
       leaver("s2"));
  EXPECT_EQ(run({"keep", "S1", "--reason", " emeritus ", "--until", "2027-06-30"}), 0);
  EXPECT_EQ(out_, "s1: is kept until 2027-06-30: emeritus\n");
  EXPECT_EQ(run({"users", "--kept"}), 0);
  EXPECT_EQ(out_,
            render_table({{"PRIMARY ID", "NAME", "GROUP", "KEPT UNTIL", "BY", "REASON"},
                          {"s1", "Doe, Jane", "UNDERGRAD", "2027-06-30", account(), "emeritus"}}) +
                "1 user is kept\n");
  EXPECT_EQ(run({"why", "s1"}), 0);
  EXPECT_EQ(out_, "s1: default: would be kept\n  kept:emeritus\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations"}), 0);
  EXPECT_EQ(ids(), "s1 ");
  EXPECT_EQ(run({"unkeep", "s1"}), 0);
  EXPECT_EQ(out_, fmt::format("s1: is kept no longer; it was since {}, by {}: emeritus\n",
                              local(now_), account()));
  EXPECT_EQ(run({"unkeep", "s1"}), 0);
  EXPECT_EQ(out_, "s1: was not kept\n");
  EXPECT_EQ(run({"users", "--kept"}), 0);
  EXPECT_EQ(out_, "0 users are kept\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations"}), 0);
  EXPECT_EQ(ids(), "");
}

TEST_F(PurgeCommand, AKeepDoesNotReplaceALongerOneForAnotherReason) {
  load(leaver("s1"));
  EXPECT_EQ(run({"keep", "s1", "--reason", "a lawsuit", "--until", "2028-06-30"}), 0);
  EXPECT_EQ(run({"keep", "s1", "--reason", "a guest", "--until", "2026-12-31"}), 3);
  EXPECT_EQ(err_, "rosterctl: s1 is kept until 2028-06-30 already, by " + account() +
                      ": a lawsuit; unkeep it first\n");
  EXPECT_EQ(run({"keep", "s1", "--reason", "a lawsuit", "--until", "2026-12-31"}), 0)
      << "the same reason ends earlier";
  EXPECT_EQ(run({"keep", "s1", "--reason", "emeritus"}), 0) << "for ever is longer";
  EXPECT_EQ(run({"keep", "s1", "--reason", "a guest", "--until", "2027-12-31"}), 3);
  EXPECT_EQ(run({"unkeep", "s1"}), 0);
  EXPECT_EQ(run({"keep", "s1", "--reason", "a guest", "--until", "2027-12-31"}), 0);
}

TEST_F(PurgeCommand, AKeepHasAReasonAndADayToCome) {
  load(leaver("s1"));
  EXPECT_EQ(run({"keep", "s1"}), 2);
  EXPECT_EQ(run({"keep", "s1", "--reason", " "}), 2);
  EXPECT_EQ(err_, "rosterctl: --reason must say why\n");
  std::string long_reason;
  for (int i = 0; i < 201; ++i) long_reason += "ø";
  EXPECT_EQ(run({"keep", "s1", "--reason", long_reason}), 2);
  EXPECT_EQ(err_, "rosterctl: --reason: at most 200 characters\n");
  EXPECT_EQ(run({"keep", "s1", "--reason", "x", "--until", "tomorrow"}), 2);
  EXPECT_EQ(err_, "rosterctl: --until: 'tomorrow' is not a date\n");
  EXPECT_EQ(run({"keep", "s1", "--reason", "x", "--until", "2026-11-21"}), 2);
  EXPECT_EQ(err_, "rosterctl: --until: 2026-11-21 is past\n");
  EXPECT_EQ(run({"keep", "s9", "--reason", "x"}), 6);
  EXPECT_EQ(run({"unkeep", "s9"}), 6);
}

TEST_F(PurgeCommand, SaysOfOnePersonWhetherAndWhyNot) {
  load(leaver("s1") + stayer("s2") + "<user><primary_id>s3</primary_id></user>");
  EXPECT_EQ(run({"why", "s1"}), 0);
  EXPECT_EQ(out_, "s1: default: would be purged today\n");
  EXPECT_EQ(run({"why", "s2"}), 0);
  EXPECT_EQ(out_, "s2: default: would be kept\n  purge_date:2029-06-30\n");
  EXPECT_EQ(run({"why", "s3"}), 0);
  EXPECT_EQ(out_, "s3: default: would be kept\n  no_purge_date\n");
  EXPECT_EQ(run({"why", "s9"}), 6);
  EXPECT_EQ(err_, "rosterctl: there is no user s9\n");
}

TEST_F(PurgeCommand, SaysWhyOnOneLineWhateverTheGroupIsCalled) {
  load(stayer("s1"));
  change("s1", [](User& user) { user.user_group.value = "A\u009B\nB"; });
  configure(
      "obligations: none\npurge: {jobs: [{name: a, user_group: GA}, {name: b, user_group: GB}]}\n");
  EXPECT_EQ(configured({"why", "s1"}), 0) << err_;
  EXPECT_EQ(out_, "s1: would be kept: no purge job covers PUBLIC of user group A\\u009B B\n");
}

TEST_F(PurgeCommand, GivesEveryReasonAtOnce) {
  load(stayer("s1"));
  owe("s1,loan,2,\ns1,request,1,\n");
  run({"lock", "s1", "--holder", "desk", "--for", "1h"});
  EXPECT_EQ(run({"why", "s1", "--json"}), 0);
  EXPECT_EQ(out_,
            R"({"primary_id":"s1","purge":false,"blockers":["purge_date:2029-06-30","loans:2",)"
            R"("locked:desk"],"purge_date":"2029-06-30Z","job":"default"})"
            "\n");
}

}  // namespace
}  // namespace roster::test
