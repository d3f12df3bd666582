// What `rosterctl --json` prints, whole, so that scripts can rely on it.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class JsonShapes : public Rosterctl {
 protected:
  static constexpr const char* kNow = "2026-11-22T02:00:00Z";

  void load(const std::string& records) { run({"sync", file("feed.xml", users(records))}); }
  std::string digest_of(std::int64_t number) {
    run({"--json", "job", std::to_string(number)});
    return std::string(document().at("digest").as_string());
  }
  /// A load's report as one line.
  std::string report(const char* kind, std::int64_t number, const char* status, const char* counts,
                     const char* warnings, const char* more = "") {
    const std::string digest = digest_of(number);
    return fmt::format(R"({{"job":{},"by":"{}","applied":true,"kind":"{}","name":"default",)"
                       R"("file":"feed.xml",)"
                       R"("digest":"{}","dry_run":false,"status":"{}","started":"{}",)"
                       R"("ended":"{}","counts":{{{}}},"warnings":{{{}}},"message":""{}}})",
                       number, account(), kind, digest, status, kNow, kNow, counts, warnings, more);
  }
};

TEST_F(JsonShapes, ALoadIsItsReport) {
  EXPECT_EQ(run({"--json", "sync", file("feed.xml", users(stayer("s1")))}), 0);
  const std::string printed = out_;
  EXPECT_EQ(printed, report("synchronize", 1, "completed_successfully",
                            R"("processed":1,"created":1,"updated":0,"unchanged":0,"rejected":0,)"
                            R"("purge_date_from_feed":1,"purge_date_from_policy":0)",
                            "") +
                         "\n");
}

TEST_F(JsonShapes, AJobIsItsReportWithTheLinesOfItsUsers) {
  load(stayer("s1") + "<user><primary_id>s2</primary_id><shoe_size>43</shoe_size></user>" +
       "<user><last_name>Nobody</last_name></user>");
  const std::string lines =
      R"(,"users":[{"outcome":"created","primary_id":"s1","line":1},)"
      R"({"outcome":"created","primary_id":"s2","line":1,"warnings":[)"
      R"({"code":"unknown_element","line":1,"message":"<shoe_size> in <user> is unknown; ignored"},)"
      R"({"code":"no_purge_date","line":1,)"
      R"("message":"the user has no purge date and will never be purged"}]},)"
      R"({"outcome":"rejected","line":1,"code":"missing_field",)"
      R"("message":"Mandatory field is missing: primary_id",)"
      R"("remedy":"The SIS team fills the field; or an administrator removes it from the )"
      R"(profile's mandatory list, if it is listed. The next feed loads the record."}])";
  const std::string expected =
      report("synchronize", 1, "completed_with_errors",
             R"("processed":3,"created":2,"updated":0,"unchanged":0,"rejected":1,)"
             R"("purge_date_from_feed":1,"purge_date_from_policy":0)",
             R"("no_purge_date":1,"unknown_element":1)", lines.c_str());
  EXPECT_EQ(run({"--json", "job", "1"}), 0);
  EXPECT_EQ(boost::json::serialize(document()), expected);
  EXPECT_EQ(run({"--json", "job", "1", "--outcome", "rejected"}), 0);
  EXPECT_EQ(document().at("users").as_array().size(), 1U);
}

TEST_F(JsonShapes, AnUpdateNamesItsFields) {
  load(stayer("s1"));
  load(stayer("s1", "STAFF"));
  run({"--json", "job", "2", "--outcome", "updated"});
  EXPECT_EQ(member("users"),
            R"([{"outcome":"updated","primary_id":"s1","line":1,"fields":["user_group"]}])");
}

TEST_F(JsonShapes, APurgesLinesSayWhatEachOneWas) {
  load(leaver("s1") + leaver("s2"));
  run({"obligations",
       file("owed.csv",
            "# as_of: "
            "2026-11-22T01:00:00Z\nprimary_id,kind,count,amount\ns2,loan,2,\ns2,fee,,12.5\n"),
       "--source", "circulation"});
  EXPECT_EQ(run({"purge", "--all", "--json"}), 0);
  EXPECT_EQ(out_, R"({"job":3,"by":")" + account() +
                      R"(","applied":true,"kind":"purge","name":"default","file":"","digest":"",)"
                      R"("dry_run":false,)"
                      R"("status":"completed_successfully","started":"2026-11-22T02:00:00Z",)"
                      R"("ended":"2026-11-22T02:00:00Z","counts":{"due":2,"purged":1,"kept":1},)"
                      R"("warnings":{},"message":""})"
                      "\n");
  run({"--json", "job", "3"});
  EXPECT_EQ(member("users"),
            R"([{"outcome":"kept","primary_id":"s2","blockers":["loans:2","balance:12.50"]},)"
            R"({"outcome":"purged","primary_id":"s1","user_group":"UNDERGRAD",)"
            R"("purge_date":"2026-11-01"}])");
}

TEST_F(JsonShapes, JobsAreAListOfReportsNewestFirst) {
  load(stayer("s1"));
  EXPECT_EQ(run({"--json", "jobs", "--kind", "purge"}), 0);
  EXPECT_EQ(out_, "{\"jobs\":[]}\n");
  load(stayer("s2"));
  EXPECT_EQ(run({"--json", "jobs"}), 0);
  const boost::json::array jobs = document().at("jobs").as_array();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_EQ(jobs.at(0).at("job").as_int64(), 2);
  EXPECT_EQ(jobs.at(1).at("job").as_int64(), 1);
  EXPECT_FALSE(jobs.at(0).as_object().contains("users"));
}

TEST_F(JsonShapes, UsersAreAListAndHowManyThereAre) {
  run({"--json", "sync", "--dry-run", file("none.xml", users(stayer("s1")))});
  EXPECT_EQ(run({"--json", "users"}), 0);
  EXPECT_EQ(boost::json::serialize(document()), R"({"users":[],"total_record_count":0})");
  load(stayer("s1") + stayer("s2") + stayer("s3", "STAFF"));
  run({"--json", "user", "s1"});
  const std::string one = boost::json::serialize(document());
  EXPECT_EQ(run({"--json", "users", "--limit", "1"}), 0);
  EXPECT_EQ(boost::json::serialize(document()),
            R"({"users":[)" + one + R"(],"total_record_count":3})");
  run({"--json", "users", "--group", "STAFF"});
  EXPECT_EQ(member("total_record_count"), "1");
  run({"--json", "users", "--due-by", "2029-06-29"});
  EXPECT_EQ(member("total_record_count"), "0");
}

TEST_F(JsonShapes, AUserIsInTheShapeOfTheUsersApi) {
  load(stayer("s1"));
  run({"set", "s1", "email:work", "ada@example.edu"});
  run({"--json", "user", "s1"});
  EXPECT_EQ(member("user_group"), R"({"value":"UNDERGRAD","desc":""})");
  EXPECT_EQ(member("purge_date"), "\"2029-06-30Z\"");
  EXPECT_EQ(boost::json::serialize(document().at("contact_info").at("email")),
            R"([{"segment_type":"Internal","preferred":false,"email_address":"ada@example.edu",)"
            R"("email_type":[{"value":"work","desc":""}]}])");
}

TEST_F(JsonShapes, AUsersHistoryIsAList) {
  load(stayer("s1"));
  run({"set", "s1", "user_group", "STAFF"});
  EXPECT_EQ(run({"--json", "user", "s1", "--history"}), 0);
  EXPECT_EQ(out_, R"({"primary_id":"s1","history":[{"at":"2026-11-22T02:00:00Z",)"
                  R"("what":"synchronize default","by":")" +
                      account() +
                      R"(","fields":[],"job":1},{"at":"2026-11-22T02:00:00Z",)"
                      R"("what":"set user_group","by":")" +
                      account() +
                      R"(","fields":["user_group"]}]})"
                      "\n");
}

TEST_F(JsonShapes, ValidateListsFindingsByFile) {
  const std::string feed =
      file("feed.xml", users("<user><primary_id>s1</primary_id><birth_date>soon</birth_date>"
                             "<purge_date>2030-01-01</purge_date></user>"));
  EXPECT_EQ(plain({"--json", "validate", feed}), 0);
  EXPECT_EQ(out_, R"({"files":[{"file":")" + feed +
                      R"(","findings":[{"entry":"","line":1,"primary_id":"s1",)"
                      R"("code":"bad_date","severity":"warning",)"
                      R"("message":"birth_date: 'soon' is not a date; ignored"}],"users":1}]})"
                      "\n");
}

TEST_F(JsonShapes, AnErrorIsADocumentToo) {
  load(stayer("s1"));
  EXPECT_EQ(run({"--json", "job", "7"}), 6);
  EXPECT_EQ(out_, "{\"error\":{\"code\":\"not_found\",\"message\":\"there is no job 7\"}}\n");
  EXPECT_EQ(err_, "");
  EXPECT_EQ(run({"--json", "users", "--due-by", "soon"}), 2);
  EXPECT_EQ(member("error"),
            R"js({"code":"usage","message":"--due-by: 'soon' is not a date (YYYY-MM-DD)"})js");
  EXPECT_EQ(run({"--json", "status"}), 5);
  EXPECT_EQ(
      member("error"),
      R"js({"code":"unreachable",)js"
      R"js("message":"the daemon is not running (no answer on /run/roster/control.sock)"})js");
}

}  // namespace
}  // namespace roster::test
