// The console's pages and forms, without a browser.
#include "tests/daemon/http/console/console_fixture.hpp"

namespace roster::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ConsoleTest, CarriesItsHeadersOnEveryPage) {
  for (const char* path : {"/", "/jobs", "/users", "/nowhere", "/jobs?format=csv"}) {
    const Response page = get("vera", path);
    EXPECT_EQ(header(page, "Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
              "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
        << path;
    EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(header(page, "Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(header(page, "Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_EQ(header(page, "Cache-Control"), "no-store") << path;
    EXPECT_THAT(
        header(page, "Set-Cookie"),
        testing::MatchesRegex("__Host-roster=[0-9a-f]+; Path=/; Secure; HttpOnly; SameSite=Strict"))
        << path;
  }
}

TEST_F(ConsoleTest, HasAllItsPages) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  for (const char* path :
       {"/", "/jobs", "/jobs/1", "/jobs/1/changes", "/dry-run", "/users", "/user?id=s1", "/purge",
        "/intake", "/obligations", "/exports", "/schedule", "/ledger", "/configuration", "/done"})
    EXPECT_EQ(get("vera", path).status, 200U) << path;
  for (const char* path : {"/jobs/9", "/user?id=s9", "/errands/0", "/assets/x.css", "/jobs/x"})
    EXPECT_EQ(get("vera", path).status, 404U) << path;
  EXPECT_EQ(get("vera", "/jobs?kind=nonsense").status, 400U);
}

// It read a list that was gone already.
TEST_F(ConsoleTest, GivesItsListsAsData) {
  for (const char* name : {"a.xml", "b.xml", "c.xml"})
    load(name, test::users("<user><primary_id>s1</primary_id></user>"));
  const std::string jobs = get("vera", "/jobs?format=csv").body;
  EXPECT_EQ(std::count(jobs.begin(), jobs.end(), '\n'), 4);
  EXPECT_THAT(jobs, HasSubstr("\r\n3,synchronize,"));
  EXPECT_THAT(get("vera", "/jobs?format=json").body, HasSubstr("\"file\":\"c.xml\""));
  EXPECT_THAT(get("vera", "/users?format=csv").body, HasSubstr("\"s1\""));
}

TEST_F(ConsoleTest, IsForWhoHasARole) {
  EXPECT_EQ(get("", "/").status, 403U) << "the proxy itself has none";
  const Response stranger = get("mallory", "/users");
  EXPECT_EQ(stranger.status, 403U);
  EXPECT_THAT(stranger.body, HasSubstr("mallory has no role here (roster.yaml: http.roles)."));
  EXPECT_THAT(stranger.body, Not(HasSubstr("<nav")));
}

TEST_F(ConsoleTest, TakesAFormFromItsOwnPagesAlone) {
  const JobNumber job = held_load();
  const std::string page = "/jobs/" + std::to_string(job), form = page + "/reject";
  const std::string token = hidden(look("anna", page), "token");
  const std::string shown = hidden(look("anna", page), "shown");
  ASSERT_EQ(token.size(), 64U);
  EXPECT_EQ(post("anna", form, "shown=" + shown).status, 403U) << "without a token";
  EXPECT_EQ(post("bert", form, "token=" + token + "&shown=" + shown).status, 403U)
      << "somebody else's token";
  Request other = request("anna", Method::post, form);
  other.content_type = "application/x-www-form-urlencoded";
  other.body = "token=" + token + "&shown=" + shown;
  EXPECT_EQ(send(other).status, 403U) << "without the cookie";
  other.headers.emplace_back("Cookie", "__Host-roster=" + cookie_);
  other.headers.emplace_back("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(send(other).status, 403U) << "from another site";
  EXPECT_EQ(status_of(job), JobStatus::held);
  EXPECT_EQ(post("anna", form, "token=" + token + "&shown=" + shown).status, 303U);
  EXPECT_EQ(status_of(job), JobStatus::dropped);
}

TEST_F(ConsoleTest, ShowsWhereEachValueCameFrom) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id><last_name>Lovelace</last_name>"
                            "<user_group>GRAD</user_group></user>"));
  EXPECT_EQ(
      fill_in("olaf", "/user?id=s1", "/user/set", "id=s1&field=user_group&value=STAFF").status,
      303U);
  const std::string page = look("vera", "/user?id=s1").body;
  EXPECT_THAT(
      page,
      HasSubstr(
          "<th scope=\"row\">last_name</th><td class=\"prose\">Lovelace</td><td>SIS default"));
  EXPECT_THAT(page, HasSubstr("<td class=\"prose\">STAFF</td><td>changed by hand; loads leave it"));
  EXPECT_THAT(page, HasSubstr("<td>set user_group</td><td>olaf</td>"));
  EXPECT_THAT(page, HasSubstr("<li><b>user_group</b> <del>− GRAD</del> <ins>+ STAFF</ins> </li>"));
}

TEST_F(ConsoleTest, LeadsFromACodeToItsRecords) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id><gender>X</gender><gender>Y</gender>"
                            "</user><user></user>"));
  EXPECT_THAT(get("vera", "/jobs/1").body,
              HasSubstr("<a href=\"/jobs/1?outcome=rejected&amp;code=missing_field#people\">"
                        "missing_field</a></th><td class=\"number\">1</td>"));
  const std::string warned = get("vera", "/jobs/1?outcome=warned&code=duplicate_child").body;
  EXPECT_THAT(warned, HasSubstr("warned, duplicate_child, from number 1 on"));
  EXPECT_THAT(warned, HasSubstr("<a href=\"/user?id=s1\">s1</a>"));
  EXPECT_THAT(get("vera", "/jobs/1?code=encoding").body, HasSubstr("<p>Nobody:"));
}

TEST_F(ConsoleTest, ListsWhoDidWhat) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"), "bert");
  fill_in("olaf", "/user?id=s1", "/user/set", "id=s1&field=user_group&value=STAFF");
  const std::string page = get("vera", "/done").body;
  EXPECT_THAT(page, HasSubstr("<td>bert</td><td>–</td>"));
  EXPECT_THAT(page, HasSubstr("<td>olaf</td><td>set user_group</td><td>"
                              "<a href=\"/user?id=s1\">s1</a></td>"));
}

TEST_F(ConsoleTest, ShowsAHostileRecordAsText) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id>"
                            "<first_name>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</first_name>"
                            "<last_name>&lt;script&gt;alert(1)&lt;/script&gt;</last_name></user>"));
  for (const char* path : {"/users", "/user?id=s1", "/jobs/1", "/ledger?id=%3Cscript%3E"}) {
    const std::string page = get("vera", path).body;
    EXPECT_THAT(page, Not(HasSubstr("<script>"))) << path;
    EXPECT_THAT(page, Not(HasSubstr("<img"))) << path;
  }
  EXPECT_THAT(get("vera", "/users").body, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST_F(ConsoleTest, GivesListsAsCsvAndJson) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id><last_name>=cmd()</last_name>"
                            "<user_group>GRAD</user_group></user><user></user>"));
  EXPECT_EQ(get("vera", "/users?format=csv").body,
            "primary_id,last_name,first_name,user_group,status,expiry_date,purge_date\r\n"
            "\"s1\",\"'=cmd()\",\"\",\"GRAD\",\"ACTIVE\",,\r\n");
  EXPECT_EQ(
      get("vera", "/jobs/1?format=csv&outcome=rejected").body,
      "primary_id,outcome,entry,line,code,message,remedy,fields,kept_by,user_group,"
      "purge_date,warnings\r\n"
      "\"\",\"rejected\",\"\",\"1\",\"missing_field\",\"Mandatory field is missing: primary_id\","
      "\"The SIS team fills the field; or an administrator removes it from the profile's mandatory "
      "list, if it is listed. The next feed loads the record.\",\"\",\"\",\"\",\"\",\"\"\r\n");
  const auto json = boost::json::parse(get("vera", "/jobs/1?format=json").body).as_object();
  EXPECT_EQ(json.at("job"), 1);
  EXPECT_EQ(get("vera", "/user?id=s1&format=json").content_type, "application/json;charset=UTF-8");
}

TEST_F(ConsoleTest, TriesAFileWithoutApplyingIt) {
  const std::string token = hidden(look("olaf", "/dry-run"), "token");
  Request sent = request("olaf", Method::post, "/dry-run");
  sent.headers.emplace_back("Cookie", "__Host-roster=" + cookie_);
  sent.content_type = "multipart/form-data; boundary=XX";
  const auto field = [](const std::string& name, const std::string& value) {
    return "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  };
  const std::shared_ptr<Upload> upload = console_->take_upload(sent);
  ASSERT_TRUE(upload);
  upload->take(
      field("token", token) + field("profile", "default") + field("action", "synchronize") +
      "--XX\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.xml\"\r\n\r\n" +
      test::users("<user><primary_id>s1</primary_id></user>") + "\r\n--XX--\r\n");
  sent.upload = upload;
  const Response done = send(sent);
  ASSERT_EQ(done.status, 303U) << done.body;
  const std::string page = get("vera", header(done, "Location")).body;
  EXPECT_THAT(page, HasSubstr("nothing was changed; the numbers are those of the real run"));
  EXPECT_THAT(page, HasSubstr("<dt>Started by</dt><dd>olaf</dd>"));
  EXPECT_EQ(get("vera", "/user?id=s1").status, 404U);
  EXPECT_THAT(page, Not(HasSubstr("Load this file"))) << "a viewer loads nothing";
  EXPECT_THAT(look("olaf", "/jobs/1").body, HasSubstr("Load this file: 1 person"));
  EXPECT_EQ(header(fill_in("olaf", "/jobs/1", "/jobs/1/load", ""), "Location"), "/jobs/2");
  EXPECT_EQ(get("vera", "/user?id=s1").status, 200U);
  EXPECT_EQ(fill_in("olaf", "/jobs/1", "/jobs/2/load", "").status, 404U) << "was no dry run";
}

TEST_F(ConsoleTest, TakesFilesFromWhoMaySendThemAndAFewAtATime) {
  const auto posting = [this](const std::string& account, const std::string& path) {
    Request sent = request(account, Method::post, path);
    sent.content_type = "multipart/form-data; boundary=XX";
    return sent;
  };
  EXPECT_EQ(console_->take_upload(posting("vera", "/dry-run")), nullptr) << "a viewer";
  EXPECT_EQ(console_->take_upload(posting("", "/dry-run")), nullptr) << "nobody";
  EXPECT_EQ(console_->take_upload(posting("olaf", "/user/set")), nullptr) << "no form with a file";
  EXPECT_EQ(send(posting("vera", "/dry-run")).status, 403U);
  Request other = posting("olaf", "/obligations");
  other.headers.emplace_back("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(console_->take_upload(other), nullptr) << "from another site";
  std::vector<std::shared_ptr<Upload>> some;
  for (int i = 0; i < 4; ++i)
    some.push_back(console_->take_upload(posting("olaf", "/obligations")));
  EXPECT_THROW(console_->take_upload(posting("olaf", "/obligations")), UploadRefused);
  some.pop_back();
  EXPECT_NE(console_->take_upload(posting("olaf", "/obligations")), nullptr) << "one has ended";
}

TEST_F(ConsoleTest, ListsWhoDidWhatInPages) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  for (int i = 0; i < 60; ++i) {
    const auto transaction = session_.store().begin(Access::write);
    const StoredUser before = *find_user(*transaction, "s1");
    User after = before.user;
    after.last_name = "Name" + std::to_string(i);
    transaction->begin_change(0, now_, "set " + after.last_name, "olaf");
    Write write[] = {{before.id, &after, &before, {}, differing_fields(before.user, after)}};
    transaction->put(write);
    transaction->commit();
  }
  const std::string first = get("vera", "/done").body;
  EXPECT_THAT(first, HasSubstr("<td>set Name59</td>"));
  EXPECT_THAT(first, HasSubstr("<td>set Name10</td>"));
  EXPECT_THAT(first, Not(HasSubstr("<td>set Name9</td>")));
  const auto at = first.find("/done?edits=");
  ASSERT_NE(at, std::string::npos);
  const std::string second = get("vera", first.substr(at, first.find('#', at) - at)).body;
  EXPECT_THAT(second, HasSubstr("<td>set Name9</td>"));
  EXPECT_THAT(second, HasSubstr("<td>set Name0</td>"));
  EXPECT_THAT(second, Not(HasSubstr("<td>set Name10</td>")));
  EXPECT_THAT(second, Not(HasSubstr("Earlier edits")));
  EXPECT_THAT(second, HasSubstr("<a href=\"/done#edits\">Newest edits</a>"));
}

TEST_F(ConsoleTest, ReadsTheConfigurationAgain) {
  EXPECT_EQ(fill_in("olaf", "/configuration", "/configuration/reload", "").status, 303U);
  reload_problems_ = "roster.yaml:1:1: no";
  const Response refused = fill_in("olaf", "/configuration", "/configuration/reload", "");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_THAT(refused.body, HasSubstr("The configuration has errors"));
}

TEST_F(ConsoleTest, HidesThePasswordOfTheStoresAddress) {
  test::write_file(directory_.path() / "roster.yaml",
                   "store: postgresql://roster:geheim@db/roster\n");
  const std::string page = get("vera", "/configuration").body;
  EXPECT_THAT(page, HasSubstr("store: postgresql://roster:(hidden)@db/roster"));
  EXPECT_THAT(page, Not(HasSubstr("geheim")));
}

TEST_F(ConsoleTest, AsksAgainWhileAJobRunsUnlessToldToStandStill) {
  Job job;
  job.name = "default";
  job = add_job(session_.store(), job, session_.now());
  const std::string page = "/jobs/" + std::to_string(job.number);
  EXPECT_THAT(get("vera", page).body,
              HasSubstr("<p hx-get=\"" + page + "\" hx-trigger=\"every 2s\""));
  EXPECT_THAT(get("vera", page + "?still=yes").body, Not(HasSubstr("hx-get")));
}

TEST_F(ConsoleTest, TellsHowWorkThatTakesLongStands) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  queued_ = std::vector<Errand>();
  const Response sent = fill_in("olaf", "/user?id=s1", "/user/lock", "id=s1&holder=desk&for=8h");
  ASSERT_EQ(sent.status, 303U);
  const std::string errand = header(sent, "Location");
  const Response waiting = get("olaf", errand);
  EXPECT_EQ(waiting.status, 200U);
  EXPECT_THAT(waiting.body, HasSubstr("<h1>Waiting for its turn</h1>"));
  run(queued_->front());
  EXPECT_EQ(header(get("olaf", errand), "Location"), "/user?id=s1");
  Request htmx = request("olaf", Method::get, errand);
  htmx.headers.emplace_back("HX-Request", "true");
  EXPECT_EQ(header(send(htmx), "HX-Redirect"), "/user?id=s1");
}

TEST_F(ConsoleTest, GivesItsAssetsForEver) {
  const std::string page = get("vera", "/").body;
  const auto at = page.find("/assets/console-");
  ASSERT_NE(at, std::string::npos);
  const Response style = get("", page.substr(at, page.find('"', at) - at));
  EXPECT_EQ(style.status, 200U);
  EXPECT_EQ(style.content_type, "text/css;charset=UTF-8");
  EXPECT_EQ(header(style, "Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(ConsoleTest, LivesAsLongAsAPageWaitsForItsTurn) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  looks_.emplace();
  std::optional<Response> answer;
  console_->handle(request("vera", Method::get, "/jobs"),
                   [&](Response response) { answer = std::move(response); });
  ASSERT_EQ(looks_->size(), 1U);
  const std::weak_ptr<Console> console = std::exchange(console_, nullptr);
  EXPECT_FALSE(console.expired());
  looks_->front()(session_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200U);
  looks_->clear();
  EXPECT_TRUE(console.expired());
}

TEST_F(ConsoleTest, RefusesAnOutcomeThatThereIsNot) {
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  for (const char* format : {"", "format=csv&", "format=json&"})
    EXPECT_EQ(get("vera", "/jobs/1?" + std::string(format) + "outcome=bogus").status, 400U)
        << format;
  EXPECT_EQ(get("vera", "/jobs/1?format=csv&outcome=created").status, 200U);
}

}  // namespace
}  // namespace roster::http
