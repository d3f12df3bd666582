// Purge jobs as a configuration describes them.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class PurgeJobs : public Rosterctl {
 protected:
  void SetUp() override {
    configure(
        "profiles: [{code: SIS}]\n"
        "obligations: {input: obligations, sources: [circulation, acquisitions]}\n"
        "purge:\n"
        "  delete_policy: keep_statistics\n"
        "  jobs:\n"
        "  - {name: staff, user_group: STAFF}\n"
        "  - {name: undergraduates, user_group: UNDERGRAD, waive_threshold: 5}\n");
    ASSERT_EQ(configured(
                  {"sync", file("feed.xml", users(leaver("s1") + leaver("s2") +
                                                  leaver("s3", "STAFF") + leaver("s4", "GUEST")))}),
              0)
        << out_ << err_;
  }

  void owe(const std::string& source, const std::string& rows = "") {
    ASSERT_EQ(configured({"obligations",
                          file("owed.csv", "# as_of: " + format_time(now_) +
                                               "\nprimary_id,kind,count,amount\n" + rows),
                          "--source", source}),
              0)
        << out_ << err_;
  }
};

TEST_F(PurgeJobs, AreRefusedUntilEverySourceHasSpoken) {
  EXPECT_EQ(configured({"purge", "staff"}), 3);
  EXPECT_EQ(out_,
            "job 2: purge staff: failed\n"
            "  obligations of circulation never arrived; obligations of acquisitions never "
            "arrived\n"
            "  due 0, would purge 0, would keep 0\n" +
                started());
  owe("circulation");
  EXPECT_EQ(configured({"purge", "staff", "--json"}), 3);
  EXPECT_EQ(member("message"), "\"obligations of acquisitions never arrived\"");
  owe("acquisitions");
  EXPECT_EQ(configured({"purge", "staff"}), 0);
}

TEST_F(PurgeJobs, AreRefusedWhenASourceIsSilentForTooLong) {
  owe("circulation");
  now_ += std::chrono::hours(20);
  owe("acquisitions");
  now_ += std::chrono::hours(11);
  EXPECT_EQ(configured({"purge", "staff", "--json"}), 3);
  EXPECT_EQ(member("status"), "\"failed\"");
  EXPECT_EQ(member("message"), "\"obligations of circulation are 31 h old (limit 24 h)\"");
}

TEST_F(PurgeJobs, RunByTheirName) {
  owe("circulation", "s1,fee,,5.00\ns2,fee,,5.01\n");
  owe("acquisitions");
  EXPECT_EQ(configured({"purge", "undergraduates"}), 0);
  EXPECT_EQ(out_,
            "job 4: purge undergraduates: completed successfully\n"
            "  due 2, purged 1, kept 1\n" +
                started() +
                "    s1: purged\n"
                "    s2: kept: balance:5.01\n");
}

TEST_F(PurgeJobs, AllRunOneAfterTheOther) {
  owe("circulation");
  owe("acquisitions");
  EXPECT_EQ(configured({"purge", "--all", "--dry-run"}), 0);
  EXPECT_EQ(out_,
            "job 4: purge staff (dry run): completed successfully\n"
            "  due 1, would purge 1, would keep 0\n" +
                started() +
                "  would be purged (1):\n"
                "    PRIMARY ID  NAME  GROUP  EXPIRED  PURGE DATE  LAST FEED\n"
                "    s3                STAFF           2026-11-01  job 1\n"
                "job 5: purge undergraduates (dry run): completed successfully\n"
                "  due 2, would purge 2, would keep 0\n" +
                started() +
                "  would be purged (2):\n"
                "    PRIMARY ID  NAME  GROUP      EXPIRED  PURGE DATE  LAST FEED\n"
                "    s1                UNDERGRAD           2026-11-01  job 1\n"
                "    s2                UNDERGRAD           2026-11-01  job 1\n");
  EXPECT_EQ(configured({"purge", "--all", "--json"}), 0);
  const boost::json::array jobs = boost::json::parse(out_).as_array();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs.at(0).at("name").as_string(), "staff");
  EXPECT_EQ(jobs.at(1).at("name").as_string(), "undergraduates");
  configured({"erased", "s1", "--json"});
  EXPECT_EQ(document().at("erasures").at(0).at("policy").as_string(), "keep_statistics");
  configured({"users", "--json"});
  EXPECT_EQ(member("total_record_count"), "1");
}

TEST_F(PurgeJobs, TriedOneAfterTheOtherCountSomebodyOnce) {
  configure(
      "profiles: [{code: SIS}]\n"
      "obligations: none\n"
      "purge: {jobs: [{name: staff, user_group: STAFF}, {name: everybody}]}\n");
  EXPECT_EQ(configured({"purge", "--all", "--dry-run", "--ids", "primary_id"}), 0) << err_;
  EXPECT_EQ(out_, "s3\ns1\ns2\ns4\n");
  EXPECT_EQ(configured({"purge", "--all", "--as-shown", "2"}), 2);
  EXPECT_EQ(err_, "rosterctl: --as-shown names no dry run of everybody\n");
  EXPECT_EQ(configured({"purge", "--all", "--as-shown", "2,3", "--json"}), 0) << out_ << err_;
  const boost::json::array jobs = boost::json::parse(out_).as_array();
  EXPECT_EQ(jobs.at(1).at("counts").at("purged"), 3);
}

TEST_F(PurgeJobs, AreChosenOneWayOrTheOther) {
  EXPECT_EQ(configured({"purge"}), 2);
  EXPECT_EQ(err_, "rosterctl: give a purge job or --all\n");
  EXPECT_EQ(configured({"purge", "staff", "--all"}), 2);
  EXPECT_EQ(err_, "rosterctl: give either a purge job or --all\n");
  EXPECT_EQ(configured({"purge", "guests"}), 6);
  EXPECT_EQ(err_, "rosterctl: there is no purge job guests; there are: staff, undergraduates\n");
}

TEST_F(PurgeJobs, AreDescribedInTheConfigurationOnly) {
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--days", "3"},
                                                 {"--record-type", "staff"},
                                                 {"--user-group", "STAFF"},
                                                 {"--waive-threshold", "5"},
                                                 {"--policy", "fully_remove"}}) {
    EXPECT_EQ(configured({"purge", "staff", option[0], option[1]}), 2);
    EXPECT_EQ(err_,
              "rosterctl: " + option[0] + " requires --store; here the configuration sets it\n");
  }
}

TEST_F(PurgeJobs, EachSayWhatTheyWouldDoToOnePerson) {
  owe("circulation", "s1,loan,1,\n");
  EXPECT_EQ(configured({"why", "s1"}), 0);
  EXPECT_EQ(out_,
            "s1: undergraduates: would be kept\n  loans:1\n"
            "  the purge would be refused: obligations of acquisitions never arrived\n"
            "1 other purge job is for other users\n");
  EXPECT_EQ(configured({"why", "s4"}), 0);
  EXPECT_EQ(out_, "s4: would be kept: no purge job covers PUBLIC of user group GUEST\n");
  EXPECT_EQ(configured({"why", "s1", "--job", "staff"}), 0);
  EXPECT_EQ(out_,
            "s1: staff: would be kept\n  user_group:UNDERGRAD\n  loans:1\n"
            "  the purge would be refused: obligations of acquisitions never arrived\n");
  EXPECT_EQ(configured({"why", "s2", "--json"}), 0);
  EXPECT_EQ(member("purge"), "true");
  EXPECT_EQ(member("refused"), "\"obligations of acquisitions never arrived\"");
  owe("acquisitions");
  EXPECT_EQ(configured({"why", "s2"}), 0);
  EXPECT_EQ(out_,
            "s2: undergraduates: would be purged today\n1 other purge job is for other users\n");
  EXPECT_EQ(configured({"why", "s1", "--job", "guests"}), 6);
}

TEST_F(PurgeJobs, TheOneThatConcernsAPersonDecidesTheAnswer) {
  owe("circulation", "s1,loan,1,\n");
  configured({"why", "s1", "--json"});
  EXPECT_EQ(member("job"), "\"undergraduates\"");
  EXPECT_EQ(member("blockers"), R"(["loans:1"])");
  configured({"why", "s2", "--json"});
  EXPECT_EQ(member("job"), "\"undergraduates\"");
  EXPECT_EQ(member("purge"), "true");
  configured({"why", "s4", "--json"});  // concerns none
  EXPECT_EQ(member("job"), "\"staff\"");
  EXPECT_EQ(member("blockers"), R"(["user_group:GUEST"])");
}

TEST_F(PurgeJobs, WithoutAnyThereIsNothingToRun) {
  configure("profiles: [{code: SIS}]\n");
  EXPECT_EQ(configured({"purge", "--all"}), 6);
  EXPECT_EQ(err_, "rosterctl: no purge job is configured\n");
  EXPECT_EQ(configured({"purge", "staff"}), 6);
  EXPECT_EQ(err_, "rosterctl: there is no purge job staff; there are: none\n");
  EXPECT_EQ(configured({"why", "s1"}), 6);
  EXPECT_EQ(err_, "rosterctl: no purge job is configured\n");
}

}  // namespace
}  // namespace roster::test
