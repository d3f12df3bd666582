// Whom an export hands on, and what becomes of its files.
#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Export : public ExportTest {};

TEST_F(Export, TheFirstHasEverybody) {
  add({student("s2"), student("s1")});
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.counts, (Counts{{"processed", 2}, {"exported", 2}, {"rejected", 0}}));
  EXPECT_EQ(job.file, "library-2026-11-22-1.csv");
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.csv"));
  EXPECT_EQ(text("library-2026-11-22-1.csv").substr(0, 40),
            "primary_id,last_name,first_name,user_gro");
}

/// Only the ids, to see who is there.
class ExportOfIds : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::columns;
  }
};

TEST_F(ExportOfIds, LaterOnesHaveExactlyWhoeverChangedSince) {
  add({student("s1"), student("s2"), student("s3")});
  run();
  change("s2", [](User& user) { user.last_name = "Byron"; });
  add({student("s4")});
  const Job job = run();
  EXPECT_EQ(written(job), "primary_id\ns2\ns4\n");
}

TEST_F(ExportOfIds, NothingChangedIsNoFile) {
  add({student("s1")});
  run();
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.file, "");
  EXPECT_EQ(job.counts, (Counts{{"processed", 0}, {"exported", 0}, {"rejected", 0}}));
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.csv"));
}

TEST_F(ExportOfIds, NobodyAtAllIsNoFile) {
  EXPECT_EQ(run().status, JobStatus::completed_successfully);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ExportOfIds, ARenamedUserChanged) {
  add({student("s1"), student("s2")});
  run();
  change("s1", [](User& user) { user.primary_id = "s9"; });
  EXPECT_EQ(written(run()), "primary_id\ns9\n");
}

TEST_F(ExportOfIds, OtherColumnsSendEverybodyAgain) {
  add({student("s1")});
  run();
  settings_.columns.push_back({"name", "last_name", "", {}, "error", false});
  EXPECT_EQ(written(run()), "primary_id,name\ns1,Lovelace\n");
}

TEST_F(ExportOfIds, AnotherFileNameAloneSendsNobodyAgain) {
  add({student("s1")});
  run();
  settings_.file = "people-{day}.csv";
  EXPECT_EQ(run().file, "");
}

TEST_F(ExportOfIds, ByHandEverybodyOrWhoeverChangedAfter) {
  add({student("s1")});
  run();
  add({student("s2")});
  run();
  ExportRequest all = request();
  all.what = What::all;
  EXPECT_EQ(written(run(all)), "primary_id\ns1\ns2\n");
  ExportRequest since = request();
  since.since = 1;
  EXPECT_EQ(written(run(since)), "primary_id\ns2\n");
}

TEST_F(ExportOfIds, WhereRestricts) {
  User teacher = student("t1");
  teacher.user_group = {"STAFF", ""};
  User gone = student("s2");
  gone.status = {"INACTIVE", ""};
  add({student("s1"), gone, teacher});
  settings_.where = {{"UNDERGRAD"}, {}, {"SIS", "HR"}, {"ACTIVE"}};
  EXPECT_EQ(written(run()), "primary_id\ns1\n");
}

TEST_F(ExportOfIds, AChangedFileThatWasNotTakenStays) {
  settings_.file = "people.csv";
  add({student("s1")});
  run();
  add({student("s2")});
  EXPECT_EQ(run().file, "people-2.csv");
  EXPECT_EQ(text("people.csv"), "primary_id\ns1\n");
  EXPECT_EQ(text("people-2.csv"), "primary_id\ns2\n");
}

TEST_F(ExportOfIds, AFullOneReplacesEarlierFilesThatWereNotTaken) {
  add({student("s1")});
  run();
  add({student("s2")});
  run();
  fs::rename(outbox() / "library/library-2026-11-22-1.csv", outbox() / "library/taken.handled");
  settings_.what = What::all;
  run();
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-3.csv", "taken.handled"));
}

TEST_F(ExportOfIds, AFullOneOfNobodyRemovesEarlierFilesThatWereNotTaken) {
  settings_.what = What::all;
  add({student("s1")});
  run();
  remove("s1");
  EXPECT_EQ(run().file, "");
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ExportOfIds, AFileIsReadableByItsGroupAndNobodyElse) {
  add({student("s1")});
  const fs::path file = outbox() / "library" / run().file;
  EXPECT_EQ(fs::status(file).permissions() & fs::perms::mask, fs::perms(0640));
}

// Removed users -----------------------------------------------------------------------------------

TEST_F(ExportOfIds, RemovedUsersAreToldInAFileOfTheirOwn) {
  settings_.removed_ids = "BARCODE";
  add({student("s1"), student("s2"), student("s3")});
  run();
  remove("s1");
  remove("s3");
  const Job job = run();
  EXPECT_EQ(job.counts.at("removed"), 2);
  EXPECT_EQ(job.file, "library-2026-11-22-2-removed.txt");
  EXPECT_EQ(written(job), "B-s1\nB-s3\n");
  EXPECT_EQ(run().counts.at("removed"), 0);
}

TEST_F(ExportOfIds, RemovedUsersWhoseIdWouldBeReadAsOthersAreLeftOut) {
  settings_.removed_ids = "primary_id";
  add({student("s1\ns3"), student("s2"), student("s3")});
  run();
  remove("s1\ns3");
  remove("s2");
  const Job job = run();
  EXPECT_EQ(job.counts.at("removed"), 1);
  EXPECT_EQ(written(job), "s2\n");
  EXPECT_EQ(job.warnings.at("invisible_character"), 1);
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
}

TEST_F(ExportOfIds, AZipBesideAListOfRemovedUsersIsPrivateToo) {
  settings_.as = Preset::alma;
  settings_.columns.clear();
  settings_.removed_ids = "primary_id";
  add({student("s1")});
  run();
  remove("s1");
  add({student("s2")});
  run();
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.zip", "library-2026-11-22-2-removed.txt",
                                   "library-2026-11-22-2.zip"));
  for (const std::string& file : files())
    EXPECT_EQ(fs::status(outbox() / "library" / file).permissions() & fs::perms::mask,
              fs::perms(0640))
        << file;
}

TEST_F(ExportOfIds, OfRemovedUsersOnlyThoseWhomItIsAbout) {
  settings_.removed_ids = "primary_id";
  settings_.where.user_group = {"STAFF"};
  add({student("s1")});
  run();
  remove("s1");
  const Job job = run();
  EXPECT_EQ(job.counts.at("removed"), 0);
  EXPECT_EQ(job.file, "");
}

TEST_F(ExportOfIds, NobodyIsNotedForAnExportThatDoesNotAsk) {
  add({student("s1")});
  run();
  remove("s1");
  EXPECT_THAT(store_->begin(Access::read)->departures("library"), IsEmpty());
}

TEST_F(ExportOfIds, AFullOneKeepsListsOfRemovedUsersThatWereNotTaken) {
  settings_.removed_ids = "primary_id";
  add({student("s1"), student("s2")});
  run();
  remove("s1");
  run();
  settings_.what = What::all;
  run();
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-2-removed.txt", "library-2026-11-22-3.csv"));
}

// No later file repeats it.
TEST_F(ExportOfIds, AListOfRemovedUsersThatWasNotTakenIsNeverReplaced) {
  settings_.removed_ids = "primary_id";
  settings_.file = "people.csv";
  add({student("s1"), student("s2"), student("s3")});
  run();
  settings_.what = What::all;
  for (const char* who : {"s1", "s2"}) {
    remove(who);
    run();
  }
  EXPECT_THAT(files(), ElementsAre("people-removed-3.txt", "people-removed.txt", "people.csv"));
  settings_.what = What::changed;
  remove("s3");
  run();
  run();
  settings_.what = What::all;
  add({student("s4")});
  run();
  EXPECT_THAT(files(), ElementsAre("people-removed-3.txt", "people-removed-4.txt",
                                   "people-removed.txt", "people.csv"));
}

// What is odd -------------------------------------------------------------------------------------

TEST_F(ExportOfIds, AMissingValueLeavesTheUserOutAndIsTold) {
  settings_.columns.push_back({"mail", "emails:preferred", "", {}, "error", true});
  add({student("s1")});
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_with_errors);
  EXPECT_EQ(job.counts, (Counts{{"processed", 1}, {"exported", 0}, {"rejected", 1}}));
  EXPECT_EQ(lines(job), R"({"outcome":"rejected","primary_id":"s1","code":"missing_field",)"
                        R"("message":"mail: the user has no emails:preferred"})"
                        "\n");
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ExportOfIds, ACodeThatTheMapLacksIsTold) {
  Column group{"group", "user_group", "", {{"UNDERGRAD", "UG"}}, "error", false};
  User alumna = student("a1");
  alumna.user_group = {"ALUMNI", ""};
  add({student("s1"), alumna});

  settings_.columns.push_back(group);
  Job job = run();
  EXPECT_EQ(written(job), "primary_id,group\ns1,UG\n");
  EXPECT_EQ(lines(job), R"({"outcome":"rejected","primary_id":"a1","code":"unknown_code",)"
                        R"("message":"group: 'ALUMNI' is not in its map"})"
                        "\n");

  settings_.columns.back().otherwise = "keep";
  job = run();
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.warnings, (Counts{{"unknown_code", 1}}));
  EXPECT_EQ(written(job), "primary_id,group\na1,ALUMNI\ns1,UG\n");
  EXPECT_EQ(lines(job), R"({"outcome":"warned","warnings":[{"code":"unknown_code",)"
                        R"("message":"group: 'ALUMNI' is not in its map; 1 user has it"}]})"
                        "\n");

  settings_.columns.back().otherwise = "GUEST";
  EXPECT_EQ(written(run()), "primary_id,group\na1,GUEST\ns1,UG\n");
}

TEST_F(ExportOfIds, AConstantStandsWhereThereIsNoValue) {
  settings_.columns.push_back({"branch", "", "MAIN", {}, "error", false});
  settings_.columns.push_back({"mail", "emails:preferred", "none@example.edu", {}, "error", true});
  add({student("s1")});
  EXPECT_EQ(written(run()), "primary_id,branch,mail\ns1,MAIN,none@example.edu\n");
}

}  // namespace
}  // namespace roster::exports::test
