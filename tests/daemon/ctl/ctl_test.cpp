// rosterctl as a person uses it: words in, text or JSON and an exit code out.
#include "tests/daemon/ctl/ctl_feeds.hpp"
#include "tests/daemon/rosterctl.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using test::user;
using test::users;

class Ctl : public test::Rosterctl {};

TEST_F(Ctl, LoadsAFeedAndSaysWhatItDid) {
  EXPECT_EQ(run({"sync", file("a.xml", users(user("s1") + "\n" + user("s2")))}), 0);
  EXPECT_EQ(
      out_,
      "job 1: synchronize default a.xml: completed successfully\n"
      "  processed 2, created 2, updated 0, unchanged 0, rejected 0, purge date from feed 2\n" +
          started());
  EXPECT_EQ(err_, "");
  EXPECT_EQ(run({"users"}), 0);
  EXPECT_EQ(out_,
            "PRIMARY ID  NAME   GROUP      STATUS  EXPIRES  PURGE\n"
            "s1          Byron  UNDERGRAD  ACTIVE           2030-01-01\n"
            "s2          Byron  UNDERGRAD  ACTIVE           2030-01-01\n"
            "2 users\n");
}

TEST_F(Ctl, NamesARejectedRecordWithItsLineAndLoadsTheOthers) {
  EXPECT_EQ(run({"sync", file("a.xml",
                              users(user("s1") + "\n" + user("s2", "A & B") + "\n" + user("s3")))}),
            1);
  EXPECT_EQ(
      out_,
      "job 1: synchronize default a.xml: completed with errors\n"
      "  processed 3, created 2, updated 0, unchanged 0, rejected 1, purge date from feed 2\n" +
          started() +
          "  rejected:\n"
          "    line 3: s2: rejected: malformed: line 3, column 76: a bare & (write &amp;)\n");
}

TEST_F(Ctl, PrintsTheReportAsJson) {
  EXPECT_EQ(run({"--json", "sync", file("a.xml", users(user("s1")))}), 0);
  const json::object job = document();
  EXPECT_EQ(job.at("job").as_int64(), 1);
  EXPECT_EQ(job.at("kind").as_string(), "synchronize");
  EXPECT_EQ(job.at("status").as_string(), "completed_successfully");
  EXPECT_EQ(job.at("counts").at("created").as_int64(), 1);
  EXPECT_TRUE(job.at("digest").as_string().starts_with("xxh3-128:"));
  std::ifstream report(path("users.db.d/reports/1/report.json"));
  std::stringstream text;
  text << report.rdbuf();
  EXPECT_EQ(json::parse(text.str()), json::value(job));
}

TEST_F(Ctl, SeveralFilesGiveAnArray) {
  EXPECT_EQ(
      run({"sync", file("a.xml", users(user("s1"))), file("b.xml", users(user("s2"))), "--json"}),
      0);
  EXPECT_EQ(json::parse(out_).as_array().size(), 2U);
}

TEST_F(Ctl, ADryRunChangesNothingAndCountsTheTruth) {
  EXPECT_EQ(run({"sync", "--dry-run", "--json", file("a.xml", users(user("s1")))}), 0);
  EXPECT_TRUE(document().at("dry_run").as_bool());
  EXPECT_EQ(document().at("counts").at("created").as_int64(), 1);
  EXPECT_EQ(run({"users", "--json"}), 0);
  EXPECT_EQ(document().at("total_record_count").as_int64(), 0);
}

TEST_F(Ctl, DiffShowsEachFieldThatWouldChange) {
  run({"sync", file("a.xml", users(user("s1")))});
  EXPECT_EQ(
      run({"sync", "--dry-run", "--diff", file("b.xml", users(user("s1", "GRAD") + user("s9")))}),
      0);
  EXPECT_TRUE(out_.starts_with("s1:\n  user_group: UNDERGRAD -> GRAD\ns9: new user\n")) << out_;
}

TEST_F(Ctl, ARefusedFileAppliesNothing) {
  EXPECT_EQ(run({"sync", file("a.xml", "<users>\n" + user("s1") + "\n")}), 3);
  EXPECT_NE(out_.find("failed"), std::string::npos);
  run({"users", "--json"});
  EXPECT_EQ(document().at("total_record_count").as_int64(), 0);
}

TEST_F(Ctl, UndoBringsTheDumpBackByteForByte) {
  run({"sync", file("a.xml", users(user("s1") + user("s2")))});
  run({"users", "--json"});
  const std::string before = out_;
  run({"sync", file("b.xml", users(user("s1", "GRAD") + user("s3")))});
  run({"users", "--json"});
  EXPECT_NE(out_, before);
  EXPECT_EQ(run({"undo", "2"}), 0);
  EXPECT_NE(out_.find("processed 2, kept 0, removed 1, restored 1"), std::string::npos) << out_;
  run({"users", "--json"});
  EXPECT_EQ(out_, before);
}

TEST_F(Ctl, AnUndoListsWhoWasChangedSince) {
  run({"sync", file("a.xml", users(user("s1") + user("s2")))});
  run({"set", "s1", "last_name", "Lovelace"});
  EXPECT_EQ(run({"undo", "1"}), 0);
  EXPECT_EQ(out_,
            "job 2: undo 1: completed with warnings\n"
            "  processed 2, kept 1, removed 1\n" +
                started() + "    s1: kept: changed since\n");
}

TEST_F(Ctl, AGuardHoldsALoadUntilItIsApprovedOrRejected) {
  std::string first, second;
  for (int i = 0; i < 200; ++i) {
    first += user("s" + std::to_string(i), "UNDERGRAD");
    second += user("s" + std::to_string(i), "GRAD");
  }
  run({"sync", file("a.xml", users(first))});
  const std::string changed = file("b.xml", users(second));
  EXPECT_EQ(run({"sync", "--json", changed}), 4);
  EXPECT_EQ(document().at("status").as_string(), "held");
  EXPECT_EQ(document().at("message").as_string(),
            "updated: 200 of 200 users (100.0 %, limit 50.0 %)");
  fs::remove(changed);  // its spooled copy serves
  EXPECT_EQ(run({"--json", "user", "s0"}), 0);
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "UNDERGRAD");
  EXPECT_EQ(run({"approve", "2"}), 0);
  run({"--json", "user", "s0"});
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "GRAD");
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(err_, "rosterctl: job 2 is not held: completed successfully\n");
  EXPECT_EQ(run({"sync", file("a.xml", users(first))}), 4);
  EXPECT_EQ(run({"reject", "3", "--json"}), 0);
  EXPECT_EQ(document().at("status").as_string(), "dropped");
  run({"job", "3", "--json"});
  EXPECT_EQ(document().at("users").as_array().size(), 200U);
}

TEST_F(Ctl, AnOldHeldLoadIsNotPutOverALaterOne) {
  const auto night = [](const std::string& group) {
    std::string records;
    for (int i = 0; i < 200; ++i) records += user("s" + std::to_string(i), group);
    return users(records);
  };
  run({"sync", file("a.xml", night("ZERO"))});
  EXPECT_EQ(run({"sync", file("monday.xml", night("MONDAY"))}), 4);
  EXPECT_EQ(run({"sync", file("tuesday.xml", night("TUESDAY"))}), 4);
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(err_,
            "rosterctl: job 2 stays held: a later load of default is held, too (job 3); reject the "
            "job, or use --anyway\n");
  EXPECT_EQ(run({"approve", "3"}), 0);
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(
      err_,
      "rosterctl: job 2 stays held: a later load of default was applied since (job 3); reject "
      "the job, or use --anyway\n");
  run({"--json", "user", "s0"});
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "TUESDAY");
  EXPECT_EQ(run({"undo", "3", "--anyway"}), 0);
  EXPECT_EQ(run({"approve", "2"}), 0) << "the later one was undone";
  run({"--json", "user", "s0"});
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "MONDAY");
}

TEST_F(Ctl, AnOldHeldLoadIsAppliedAnywayWhenSomebodySaysSo) {
  std::string first, second;
  for (int i = 0; i < 200; ++i) {
    first += user("s" + std::to_string(i), "UNDERGRAD");
    second += user("s" + std::to_string(i), "GRAD");
  }
  run({"sync", file("a.xml", users(first))});
  EXPECT_EQ(run({"sync", file("b.xml", users(second))}), 4);
  EXPECT_EQ(run({"sync", "--partial", file("c.xml", users(user("s9", "STAFF")))}), 0);
  EXPECT_EQ(run({"approve", "2"}), 3);
  EXPECT_EQ(run({"approve", "2", "--anyway"}), 0);
  run({"--json", "user", "s9"});
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "GRAD");
}

TEST_F(Ctl, JobsAreListedAndFiltered) {
  run({"sync", file("a.xml", users(user("s1")))});
  run({"import", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"jobs", "--kind", "import", "--json"}), 0);
  EXPECT_EQ(document().at("jobs").as_array().size(), 1U);
  EXPECT_EQ(run({"job", "2", "--outcome", "rejected", "--json"}), 0);
  EXPECT_EQ(document().at("users").as_array().front().at("code").as_string(), "already_exists");
  EXPECT_EQ(run({"jobs", "--status", "sleeping"}), 2);
  EXPECT_EQ(
      err_,
      "rosterctl: --status: there is no status 'sleeping'; there are: pending, running, held, "
      "completed_successfully, completed_with_warnings, completed_with_errors, failed, "
      "dropped\n");
}

TEST_F(Ctl, WhatIsNotThereIsSaidWithItsOwnExitCode) {
  run({"sync", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"user", "nobody"}), 6);
  EXPECT_EQ(err_, "rosterctl: there is no user nobody\n");
  EXPECT_EQ(run({"job", "7"}), 6);
  EXPECT_EQ(run({"undo", "7"}), 6);
  EXPECT_EQ(run({"sync", path("none.xml")}), 6);
  EXPECT_EQ(run({"--json", "user", "nobody"}), 6);
  EXPECT_EQ(out_, "{\"error\":{\"code\":\"not_found\",\"message\":\"there is no user nobody\"}}\n");
}

TEST_F(Ctl, ASchemaThatIsNotThereIsNoJobThatFails) {
  EXPECT_EQ(run({"import", file("a.xml", users(user("s1"))), "--xsd", path("none.xsd")}), 6);
  EXPECT_EQ(err_, fmt::format("rosterctl: cannot open {}: No such file or directory\n",
                              path("none.xsd")));
  EXPECT_EQ(run({"jobs"}), 5) << "there is no store";
}

TEST_F(Ctl, MistakesInUsageAreTwo) {
  EXPECT_EQ(run({"fly"}), 2);
  EXPECT_EQ(run({"sync"}), 2);
  EXPECT_EQ(run({"users", "--due-by", "soon"}), 2);
  EXPECT_EQ(run({"set", "s1", "user_group"}), 2);
  EXPECT_EQ(plain({"--store", "mysql:x", "users"}), 2);
  EXPECT_EQ(plain({"--config", path("none.yaml"), "users"}), 2);
}

TEST_F(Ctl, EveryCommandExplainsItself) {
  EXPECT_EQ(plain({"--help"}), 0);
  const std::string overview = out_;
  for (const Command& command : commands()) {
    EXPECT_NE(overview.find(std::string(command.summary)), std::string::npos) << command.name;
    EXPECT_EQ(plain({std::string(command.name), "--help"}), 0);
    for (const Parameter& parameter : command.parameters)
      EXPECT_NE(out_.find(std::string(parameter.help)), std::string::npos)
          << command.name << " " << parameter.name;
  }
  EXPECT_EQ(plain({"--version"}), 0);
}

TEST_F(Ctl, ValidatesWithoutAStore) {
  const std::string feed = file("a.xml", users(user("s1") + "\n" + user("s1") + "\n" +
                                               user("s2", "G", "<shoe_size>43</shoe_size>")));
  EXPECT_EQ(plain({"validate", feed}), 1);
  EXPECT_EQ(out_, feed +
                      ":3: user s1: identifier_taken: Identifier of type primary_id and value s1 "
                      "is already taken in this feed\n" +
                      feed +
                      ":4: user s2: unknown_element: <shoe_size> in <user> is unknown; ignored\n" +
                      feed + ": 3 users, 1 error, 1 warning\n");
  EXPECT_EQ(plain({"validate", "--json", feed}), 1);
  const json::object all = document();
  const json::array& findings = all.at("files").as_array().front().at("findings").as_array();
  EXPECT_EQ(findings.at(1).at("severity").as_string(), "warning");
}

TEST_F(Ctl, WritesASampleThatValidates) {
  for (const std::string version : {"v1", "v2"}) {
    EXPECT_EQ(plain({"sample", "--xsd", version, "--users", "3", "-o", path("s.xml")}), 0);
    EXPECT_EQ(plain({"validate", "--strict", path("s.xml")}), 0) << out_;
    EXPECT_EQ(plain({"sample", "--xsd", version, "--users", "50", "-o", path("s.zip")}), 0);
    EXPECT_EQ(plain({"validate", "--strict", path("s.zip")}), 0) << out_;
  }
}

TEST_F(Ctl, ConvertsV1ToTidyV2) {
  plain({"sample", "--xsd", "v1", "--users", "20", "-o", path("v1.xml")});
  EXPECT_EQ(plain({"convert", path("v1.xml"), "-o", path("v2.xml")}), 0) << err_;
  EXPECT_EQ(plain({"validate", "--strict", "--xsd", "v2", path("v2.xml")}), 0) << out_;
}

TEST_F(Ctl, ConvertTellsWhatItLeavesOut) {
  const std::string feed = file("c.xml",
                                "<users><user><primary_id>s1</primary_id></user>\n"
                                "<user><primary_id>s2</primary_id>&</user><odd/></users>");
  EXPECT_EQ(plain({"convert", feed, "-o", path("v2.xml")}), 1);
  EXPECT_EQ(out_, feed +
                      ":2: unknown_element: the element <odd> is unknown here; it was skipped\n" +
                      feed + ":2: user s2: malformed: line 2, column 34: a bare & (write &amp;)\n" +
                      path("v2.xml") + ": 1 user\n");
}

TEST_F(Ctl, ConvertIntoAPipeTellsWhatItLeavesOutBesideIt) {
  const std::string feed = file("c.xml",
                                "<users><user><primary_id>s1</primary_id></user>\n"
                                "<user><primary_id>s2</primary_id>&</user></users>");
  EXPECT_EQ(plain({"convert", feed, "-o", "-"}), 1);
  EXPECT_NE(out_.find("<primary_id>s1</primary_id>"), std::string::npos) << out_;
  EXPECT_EQ(err_, feed +
                      ":2: user s2: malformed: line 2, column 34: a bare & (write &amp;)\n"
                      "rosterctl: 1 records were left out\n");
  EXPECT_FALSE(fs::exists("-"));
}

}  // namespace
}  // namespace roster
