// What is decided in the console: held loads, undos, purges and deletions, without a browser.
#include "tests/daemon/http/console/console_fixture.hpp"

namespace roster::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ConsoleTest, ShowsWhyALoadIsHeldAndAppliesItAsShown) {
  const JobNumber job = held_load();
  const std::string page = "/jobs/" + std::to_string(job);
  const Response shown = look("anna", page);
  EXPECT_THAT(shown.body,
              HasSubstr("<dt>Why</dt><dd>updated: 120 of 120 users (100.0 %, limit 50.0 %)</dd>"));
  EXPECT_THAT(shown.body, HasSubstr("<button type=\"submit\">Apply to 120 people</button>"));
  EXPECT_THAT(shown.body, HasSubstr("<a href=\"/user?id=s7\">s7</a></th><td>Before</td>"
                                    "<td>would be updated</td>"));
  const Response unsure = fill_in("anna", page, page + "/approve", "");
  EXPECT_EQ(unsure.status, 400U);
  const Response done = fill_in("anna", page, page + "/approve", "sure=yes");
  EXPECT_EQ(done.status, 303U) << done.body;
  EXPECT_EQ(header(done, "Location"), page);
  EXPECT_TRUE(is_completed(status_of(job)));
  EXPECT_THAT(look("vera", page).body, HasSubstr("<dt>Approved by</dt><dd>anna</dd>"));
}

TEST_F(ConsoleTest, RefusesADecisionAboutWhatIsNoLongerThere) {
  const JobNumber job = held_load();
  const std::string page = "/jobs/" + std::to_string(job);
  const Response shown = look("anna", page);
  EXPECT_EQ(fill_in("bert", page, page + "/reject", "").status, 303U);
  const Response late =
      post("anna", page + "/approve",
           "token=" + hidden(shown, "token") + "&shown=" + hidden(shown, "shown") + "&sure=yes");
  EXPECT_EQ(late.status, 409U);
  EXPECT_THAT(late.body, HasSubstr("is no longer what was shown: it is dropped; look at it again"));
}

TEST_F(ConsoleTest, ShowsTheChangesOfAHeldLoadFieldByField) {
  const JobNumber job = held_load();
  const std::string page = "/jobs/" + std::to_string(job) + "/changes";
  const Response done = fill_in("olaf", page, page, "");
  EXPECT_EQ(done.status, 303U) << done.body;
  const Response changes = look("vera", page);
  EXPECT_THAT(changes.body, HasSubstr("120 people would change, 0 would become due for purge."));
  EXPECT_THAT(changes.body,
              HasSubstr("<li><b>last_name</b> <del>− Before</del> <ins>+ After</ins> </li>"));
  EXPECT_THAT(changes.body, HasSubstr("Looked at: <time"));
  EXPECT_THAT(look("olaf", page).body, HasSubstr("Look at the changes of job 2"));
  EXPECT_EQ(status_of(job), JobStatus::held) << "nothing was decided";
}

TEST_F(ConsoleTest, KeepsALookAsLongAsItsJobIsHeldAndNobodyIsErased) {
  const JobNumber job = held_load();
  const std::string of_job = "/jobs/" + std::to_string(job), page = of_job + "/changes";
  fill_in("olaf", page, page, "");
  EXPECT_THAT(look("vera", page).body, HasSubstr("120 people would change"));
  run_delete_command(session_, Arguments(boost::json::object{{"ID", "s5"}}));
  EXPECT_THAT(look("vera", page).body, Not(HasSubstr("Before")));
  fill_in("olaf", page, page, "");
  EXPECT_THAT(look("vera", page).body, HasSubstr("Before"));
  fill_in("anna", of_job, of_job + "/reject", "");
  EXPECT_EQ(status_of(job), JobStatus::dropped);
  const std::string rejected = look("olaf", page).body;
  EXPECT_THAT(rejected, HasSubstr("It is not held"));
  EXPECT_THAT(rejected, Not(HasSubstr("Before")));
  EXPECT_THAT(rejected, Not(HasSubstr("Look at the changes")));
}

TEST_F(ConsoleTest, LeadsToAPersonByTheNewId) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  const Response done =
      fill_in("olaf", "/user?id=s1", "/user/set", "id=s1&field=primary_id&value=+t1+");
  EXPECT_EQ(header(done, "Location"), "/user?id=t1");
  EXPECT_EQ(get("vera", header(done, "Location")).status, 200U);
}

TEST_F(ConsoleTest, LetsEachRoleDoWhatItMay) {
  const JobNumber job = held_load();
  const std::string page = "/jobs/" + std::to_string(job);
  EXPECT_THAT(look("olaf", page).body, HasSubstr("It waits for an approver."));
  const std::string token = "token=" + hidden(look("olaf", "/user?id=s1"), "token");
  const Response refused = post("olaf", page + "/approve", token + "&sure=yes");
  EXPECT_EQ(refused.status, 403U);
  EXPECT_THAT(refused.body, HasSubstr("olaf may not do that: it takes an approver."));
  const std::string viewer = "token=" + Tokens().token(cookie_, "vera");
  EXPECT_EQ(post("vera", "/user/set", viewer + "&id=s1&field=last_name&value=x").status, 403U);
  EXPECT_EQ(post("olaf", "/user/set", token + "&id=s1&field=last_name&value=x").status, 303U);
  EXPECT_EQ(status_of(job), JobStatus::held);
}

TEST_F(ConsoleTest, WithFourEyesLetsNobodyApproveTheirOwnJob) {
  config_->http.four_eyes = true;
  session_.set_config(*config_);
  const JobNumber job = held_load("anna");
  const std::string page = "/jobs/" + std::to_string(job);
  const Response own = look("anna", page);
  EXPECT_THAT(own.body, HasSubstr("You started this job: somebody else must approve it"));
  EXPECT_THAT(own.body, Not(HasSubstr("Apply to")));
  const Response forced = fill_in("anna", page, page + "/approve", "sure=yes");
  EXPECT_EQ(forced.status, 409U);
  EXPECT_THAT(forced.body,
              HasSubstr("anna started job 2: somebody else must approve it (four_eyes)"));
  EXPECT_EQ(fill_in("bert", page, page + "/approve", "sure=yes").status, 303U);
  EXPECT_TRUE(is_completed(status_of(job)));
}

TEST_F(ConsoleTest, RemovesExactlyThePeopleOfTheListThatWasShown) {
  const std::string leaver = "<purge_date>2026-11-01Z</purge_date></user>";
  load("a.xml", test::users("<user><primary_id>s1</primary_id>" + leaver));
  const Response listed = fill_in("olaf", "/purge", "/purge/preview", "job=expired");
  ASSERT_EQ(listed.status, 303U) << listed.body;
  const std::string page = header(listed, "Location");
  load("b.xml", test::users("<user><primary_id>s2</primary_id>" + leaver));
  EXPECT_THAT(look("anna", page).body,
              HasSubstr("<button type=\"submit\" class=\"harmful\">Remove 1 person</button>"));
  EXPECT_THAT(look("anna", page).body, HasSubstr("<td>would be purged</td><td class=\"prose\">"))
      << "a purge has no lines of a file";
  EXPECT_EQ(fill_in("anna", page, page + "/approve", "sure=yes").status, 303U);
  EXPECT_EQ(get("vera", "/user?id=s1").status, 404U);
  EXPECT_EQ(get("vera", "/user?id=s2").status, 200U) << "was not on the list";
}

TEST_F(ConsoleTest, WithFourEyesHoldsAnUndoForSomebodyElse) {
  config_->http.four_eyes = true;
  session_.set_config(*config_);
  const Job job = load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  const std::string page = "/jobs/" + std::to_string(job.number);
  const Response asked = fill_in("anna", page, page + "/undo", "sure=yes");
  ASSERT_EQ(asked.status, 303U) << asked.body;
  const std::string undo = header(asked, "Location");
  EXPECT_THAT(look("vera", undo).body, HasSubstr("held on request: the undo is to be approved"));
  EXPECT_EQ(fill_in("anna", undo, undo + "/approve", "sure=yes").status, 409U);
  EXPECT_EQ(get("vera", "/user?id=s1").status, 200U);
  EXPECT_EQ(fill_in("bert", undo, undo + "/approve", "sure=yes").status, 303U);
  EXPECT_EQ(get("vera", "/user?id=s1").status, 404U);
}

TEST_F(ConsoleTest, WithFourEyesHoldsADeletionForSomebodyElse) {
  config_->http.four_eyes = true;
  session_.set_config(*config_);
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  Caller caller;
  caller.account = "anna";
  session_.set_caller(caller);
  run_delete_command(session_, Arguments(boost::json::object{{"ID", "s1"}}));
  session_.set_caller({});
  const std::string page = "/jobs/2";
  EXPECT_THAT(look("anna", page).body,
              HasSubstr("You started this job: somebody else must approve it (four_eyes)."));
  const std::string shown = look("bert", page).body;
  EXPECT_THAT(shown, HasSubstr("<dt>Why</dt><dd>held on request: the deletion is to be approved"));
  EXPECT_THAT(shown,
              HasSubstr("<button type=\"submit\" class=\"harmful\">Remove 1 person</button>"));
  EXPECT_EQ(fill_in("anna", page, page + "/approve", "sure=yes").status, 409U);
  EXPECT_EQ(get("vera", "/user?id=s1").status, 200U);
  EXPECT_EQ(fill_in("bert", page, page + "/approve", "sure=yes").status, 303U);
  EXPECT_EQ(get("vera", "/user?id=s1").status, 404U);
}

}  // namespace
}  // namespace roster::http
