#include "purge/scrub.hpp"

#include <sys/stat.h>

#include "purge/delete_user.hpp"
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ScrubLine, TakesAnIdOutInAnyCase) {
  Mentions erased;
  erased.add("s1");
  erased.add("Jane \"J\" Døe");
  EXPECT_EQ(scrub_line(erased, R"({"outcome":"updated","primary_id":"S1","line":12})"),
            R"j({"outcome":"updated","primary_id":"(erased)","line":12})j");
  ReportLine line;
  line.primary_id = "jane \"j\" dØe";
  EXPECT_EQ(scrub_line(erased, to_json(line)), R"j({"primary_id":"(erased)"})j");
}

TEST(ScrubLine, TakesEveryTextOutThatMentionsAnId) {
  Mentions erased;
  erased.add("s1");
  EXPECT_EQ(
      scrub_line(erased, R"({"primary_id":"s2","warnings":[{"code":"x","message":"like s1"}]})"),
      R"j({"primary_id":"s2","warnings":[{"code":"x","message":"(erased)"}]})j");
  EXPECT_EQ(scrub_line(erased, R"({"primary_id":"s2","remedy":"unset s1 user_identifier:X"})"),
            R"j({"primary_id":"s2","remedy":"(erased)"})j");
}

TEST(ScrubLine, TakesOutTheWordsOfALineAboutAnErasedPerson) {
  Mentions erased;
  erased.add("s1");
  EXPECT_EQ(
      scrub_line(erased, R"({"outcome":"rejected","primary_id":"s1","entry":"Anna.xml","line":12,)"
                         R"("code":"bad_value","message":"birth_date: '13.04.1971' is not a date",)"
                         R"("remedy":"the SIS","warnings":[{"code":"x","message":"'Ørsted'"}]})"),
      R"j({"outcome":"rejected","primary_id":"(erased)","entry":"(erased)","line":12,)j"
      R"j("code":"bad_value","message":"(erased)",)j"
      R"j("remedy":"(erased)","warnings":[{"code":"x","message":"(erased)"}]})j");
  EXPECT_EQ(scrub_line(erased, R"({"outcome":"kept","primary_id":"s1",)"
                               R"("blockers":["loans:2","kept:hearing, Ms Ørsted"]})"),
            R"j({"outcome":"kept","primary_id":"(erased)",)j"
            R"j("blockers":["loans:2","kept:(erased)"]})j");
}

TEST(ScrubLine, TakesOutTheWordsThatEarlierVersionsLeft) {
  Mentions erased;
  erased.add("s1");
  EXPECT_EQ(scrub_line(erased, R"j({"primary_id":"(erased)","message":"'Ørsted'"})j"),
            R"j({"primary_id":"(erased)","message":"(erased)"})j");
}

TEST(ScrubLine, TakesOutFileNamesThatMentionAnId) {
  Mentions erased;
  erased.add("s1");
  EXPECT_EQ(scrub_line(erased, R"({"primary_id":"s2","entry":"s1.xml","line":3})"),
            R"j({"primary_id":"s2","entry":"(erased)","line":3})j");
}

TEST(ScrubLine, LeavesEverybodyElseAlone) {
  Mentions erased;
  erased.add("s1");
  for (const char* line :
       {R"({"outcome":"updated","primary_id":"s10","fields":["s1"]})",
        R"({"outcome":"s1","primary_id":"ss1","message":"taken by s11, s12 \u00e6"})",
        R"({"primary_id":"a\"b\\","message":"\t\n"})", R"({"broken":"s1)", "", "\"", "\\"}) {
    EXPECT_EQ(scrub_line(erased, line), line);
  }
}

TEST(ScrubCsvLine, TakesOutWhatSendersAreTold) {
  Mentions erased;
  erased.add("s1");
  erased.add("+47");
  EXPECT_EQ(scrub_csv_line(erased, "error,\"a.xml\",\"12\",\"s1\",\"malformed\",\"a \"\"b\"\"\"\r"),
            "error,\"(erased)\",\"12\",\"(erased)\",\"malformed\",\"(erased)\"\r");
  EXPECT_EQ(
      scrub_csv_line(erased, "error,\"\",\"12\",\"(erased)\",\"malformed\",\"a \"\"b\"\"\"\r"),
      "error,\"\",\"12\",\"(erased)\",\"malformed\",\"(erased)\"\r");
  EXPECT_EQ(scrub_csv_line(erased, "error,\"\",\"1\",\"'+47\",\"x\",\"by \"\"s1\"\"\"\r"),
            "error,\"\",\"1\",\"(erased)\",\"x\",\"(erased)\"\r");
  EXPECT_EQ(scrub_csv_line(erased, "# s1.xml: held; processed 1\r"),
            "# (erased): held; processed 1\r");
  EXPECT_EQ(scrub_csv_line(erased, "# a: s1\r"), "# (erased)\r");
  for (const char* line : {"severity,entry,line,primary_id,code,message\r", "", "\"", "\"s10\"",
                           "# a", "error,\"a.xml\",\"12\",\"s2\",\"malformed\",\"a \"\"b\"\"\"\r"})
    EXPECT_EQ(scrub_csv_line(erased, line), line);
}

class Scrub : public PurgeTest {
 protected:
  void SetUp() override {
    PurgeTest::SetUp();
    fs::create_directories(drop());
    request_.traces.drops = {drop(), directory_.path() / "nowhere"};
  }
  fs::path drop() const { return directory_.path() / "inbox"; }

  void wait_to_be_scrubbed(const std::vector<std::string>& ids) {
    const auto transaction = store_->begin(Access::write);
    transaction->add_to_scrub(ids);
    transaction->commit();
  }
  void report(JobNumber number, const std::vector<std::string>& lines) const {
    ReportWriter report(reports(), number);
    for (const std::string& line : lines) report.raw_line(line);
    report.finish({});
    report.publish();
  }
  std::vector<std::string> waiting() { return store_->begin(Access::read)->to_scrub(); }
};

TEST_F(Scrub, RewritesAReportWhoseLastLineIsAboutSomebodyWhoStays) {
  wait_to_be_scrubbed({"s1"});
  report(4, {R"({"primary_id":"s1"})", R"({"primary_id":"s2"})"});
  scrub(*store_, request_.traces);
  EXPECT_THAT(lines(4), ElementsAre(R"j({"primary_id":"(erased)"})j", R"({"primary_id":"s2"})"));
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(Scrub, LeavesAReportItsMode) {
  wait_to_be_scrubbed({"s1"});
  report(4, {R"({"primary_id":"s1"})"});
  const fs::path file = report_directory(reports(), 4) / "users.ndjson";
  ::chmod(file.c_str(), 0640);
  scrub(*store_, request_.traces);
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640U);
}

TEST_F(Scrub, ReachesWhatLiesBesideDroppedFiles) {
  wait_to_be_scrubbed({"s1"});
  std::ofstream(drop() / "a.xml.report.csv") << "# a.xml: completed\r\nerror,\"\",\"1\",\"s1\"\r\n";
  std::ofstream(drop() / "a.xml.handled") << "s1";
  scrub(*store_, request_.traces);
  EXPECT_EQ(read_file(drop() / "a.xml.report.csv"),
            "# a.xml: completed\r\nerror,\"\",\"1\",\"(erased)\"\r\n");
  EXPECT_EQ(read_file(drop() / "a.xml.handled"), "s1");
}

/// What a looser policy kept goes with the next purge under fully_remove.
class Tightened : public Scrub {
 protected:
  void SetUp() override {
    Scrub::SetUp();
    User user = leaver("s1");
    user.user_identifiers.front().value = "X-77";
    add({user});
    request_.traces.beyond = [&](Store&, const std::function<bool(std::string_view)>& mentions) {
      withdrawn_.push_back(mentions("anybody"));
    };
  }
  /// Purges s1 twice.
  void purge_under(DeletePolicy looser) {
    request_.delete_policy = looser;
    purge();
    EXPECT_THAT(withdrawn_, IsEmpty());
    report(40, {R"({"primary_id":"s1"})", R"({"primary_id":"s2","message":"like X-77"})"});
    request_.delete_policy = DeletePolicy::fully_remove;
    EXPECT_EQ(purge().counts["tightened"], 1);
  }

  std::vector<bool> withdrawn_;  // for each look: everybody?
};

TEST_F(Tightened, RemainsWithABarcodeTakeItAlong) {
  purge_under(DeletePolicy::keep_fully_reportable);
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_THAT(lines(40), ElementsAre(R"j({"primary_id":"(erased)"})j",
                                     R"j({"primary_id":"s2","message":"(erased)"})j"));
}

TEST_F(Tightened, FilesOfExportsAreWithdrawnWhoeverIsInThem) {
  purge_under(DeletePolicy::keep_statistics_and_remove_primary_id);
  ASSERT_FALSE(withdrawn_.empty());
  EXPECT_TRUE(withdrawn_.front());
  withdrawn_.clear();
  purge();  // nothing is left to be removed
  EXPECT_THAT(withdrawn_, IsEmpty());
}

/// A load renames s1 by mistake, and an undo takes it back: the wrong id is no former id.
class UndoneId : public Scrub {
 protected:
  void SetUp() override {
    Scrub::SetUp();
    add({leaver("s1")});
    put("s1", [](User& user) { user.primary_id = "wrong2"; });
    const auto transaction = store_->begin(Access::write);
    const StoredUser before = *find_user(*transaction, "wrong2");
    const User after = leaver("s1");
    Write write{before.id, &after, &before, {3, 3}, {}, Write::GoneIds::forgotten};
    transaction->begin_change(0, now_.time, "undo");
    transaction->put({&write, 1});
    transaction->commit();
    report(40, {R"({"outcome":"updated","primary_id":"wrong2"})"});
  }
  void expect_gone() {
    EXPECT_FALSE(knows("s1"));
    EXPECT_THAT(lines(40), ElementsAre(R"j({"outcome":"updated","primary_id":"(erased)"})j"));
  }
};

TEST_F(UndoneId, LeavesTheReportsWithThePurge) {
  request_.delete_policy = DeletePolicy::fully_remove;
  purge();
  expect_gone();
}

TEST_F(UndoneId, LeavesTheReportsWithTheDeletion) {
  DeleteRequest request;
  request.id = "s1";
  request.traces = request_.traces;
  request.ledger_key = key();
  run_delete(*store_, request, now_);
  expect_gone();
}

/// A part of a feed may have one person's id for a name.
TEST_F(Scrub, TakesTheNamesOfFilesOutOfJobs) {
  Job job;
  job.file = "s1.xml";
  job.message = "s1.xml: no feed";
  job.status = JobStatus::failed;
  job.open = false;
  job.payload = R"({"dropped":"/srv/s1/s1.xml","ended":"s1.xml.failed","spooled":""})";
  const auto add = [&](Job added) {
    const auto transaction = store_->begin(Access::write);
    added.number = transaction->add_job(added);
    transaction->commit();
    ReportWriter writer(reports(), added.number);
    writer.finish(added);
    writer.publish();
    return added.number;
  };
  const JobNumber over = add(job);
  job.status = JobStatus::held;
  const JobNumber held = add(job);
  wait_to_be_scrubbed({"s1"});
  scrub(*store_, request_.traces);
  const auto transaction = store_->begin(Access::read);
  const Job scrubbed = *transaction->job(over);
  EXPECT_EQ(scrubbed.file, "(erased)");
  EXPECT_EQ(scrubbed.message, "(erased)");
  EXPECT_EQ(scrubbed.payload,
            R"j({"dropped":"/srv/s1/(erased)","ended":"(erased)","spooled":""})j");
  const std::string told = read_file(report_directory(reports(), over) / "report.json");
  EXPECT_EQ(told.find("s1"), std::string::npos);
  EXPECT_NE(told.find(R"j("(erased)")j"), std::string::npos);
  EXPECT_EQ(transaction->job(held)->file, "s1.xml");
}

/// Who may drop files must not have others written to, nor stop the scrubbing of the rest.
TEST_F(Scrub, FollowsNoLinksAndPassesOverWhatIsInTheWay) {
  wait_to_be_scrubbed({"s1"});
  const fs::path victim = directory_.path() / "victim";
  std::ofstream(victim) << "\"s1\"\n";
  fs::create_symlink(victim, drop() / "b.report.csv");
  fs::create_symlink(victim, drop() / ".scrubbed.partial");
  fs::create_directory(drop() / "c.report.csv");
  std::ofstream(drop() / "a.report.csv") << "\"s1\"\n";
  scrub(*store_, request_.traces);
  EXPECT_EQ(read_file(victim), "\"s1\"\n");
  EXPECT_EQ(read_file(drop() / "a.report.csv"), "\"(erased)\"\n");
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(Scrub, ComesBackForWhatItCouldNotReach) {
  wait_to_be_scrubbed({"s1"});
  std::ofstream(drop() / "a.report.csv") << "\"s1\"\n";
  fs::create_directory(drop() / ".scrubbed.partial");
  scrub(*store_, request_.traces);
  EXPECT_THAT(waiting(), ElementsAre("s1"));
  fs::remove(drop() / ".scrubbed.partial");
  scrub(*store_, request_.traces);
  EXPECT_EQ(read_file(drop() / "a.report.csv"), "\"(erased)\"\n");
  EXPECT_THAT(waiting(), IsEmpty());
}

}  // namespace
}  // namespace roster::purge::test
