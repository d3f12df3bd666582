// What becomes of exported files when people are removed for good.
#include "exports/withdraw.hpp"

#include <fstream>

#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Withdrawn : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::columns;
    settings_.columns.push_back({"name", "last_name", "", {}, "error", false});
    add({student("s1"), student("s2", "say \"gone\"")});
  }

  void withdraw(const std::string& id) {
    withdraw_files(*store_, outbox(),
                   [&](std::string_view text) { return text.find(id) != std::string_view::npos; });
  }
  void take(const std::string& name) const {
    fs::rename(outbox() / "library" / name, outbox() / "library" / (name + ".handled"));
  }
};

TEST_F(Withdrawn, LinesOfAFileThatWaitsGo) {
  const Job job = run();
  const auto made = fs::last_write_time(outbox() / "library" / job.file);
  withdraw("s1");
  EXPECT_EQ(written(job), "primary_id,name\ns2,\"say \"\"gone\"\"\"\n");
  EXPECT_EQ(fs::last_write_time(outbox() / "library" / job.file), made);
  EXPECT_EQ(fs::status(outbox() / "library" / job.file).permissions() & fs::perms::mask,
            fs::perms(0640));
  EXPECT_THAT(files(), ElementsAre(job.file));
}

TEST_F(Withdrawn, QuotesOfTheFormHideNobody) {
  const Job job = run();
  withdraw("say \"gone\"");
  EXPECT_EQ(written(job), "primary_id,name\ns1,Lovelace\n");
}

TEST_F(Withdrawn, AFileOfNobodyElseGoesAsAWhole) {
  run();
  withdraw("s");
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Withdrawn, NobodyIsLostByALineThatMentionedSomebodyElse) {
  run();
  withdraw("Lovelace");
  EXPECT_EQ(run().counts.at("exported"), 2);
}

TEST_F(Withdrawn, AFileWithoutIdsGoesAsAWholeSinceNobodyCanTellWhoIsInIt) {
  settings_.columns = {{"name", "last_name", "", {}, "error", false}};
  run();
  withdraw("somebody else");
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_EQ(run().counts.at("exported"), 2);
}

TEST_F(Withdrawn, AFileThatMentionsNobodyStaysAsItIs) {
  const Job job = run();
  const std::string before = written(job);
  withdraw("somebody else");
  EXPECT_EQ(written(job), before);
}

TEST_F(Withdrawn, WhatWasTakenGoesAtOnce) {
  take(run().file);
  withdraw("somebody else");
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Withdrawn, AListOfRemovedUsersStaysUntilItWasTaken) {
  settings_.removed_ids = "primary_id";
  run();
  remove("s1");
  const Job job = run();
  withdraw("s1");
  EXPECT_EQ(written(job), "s1\n");
  take(job.file);
  withdraw("s1");
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.csv"));
}

TEST_F(Withdrawn, OtherFilesAreLeftAlone) {
  run();
  std::ofstream(outbox() / "library/notes.txt") << "s1";
  withdraw("s1");
  EXPECT_EQ(text("notes.txt"), "s1");
}

TEST_F(Withdrawn, HiddenFilesOfJobsThatCameToNoGoodGo) {
  run();
  std::ofstream(outbox() / "library/.7.1.partial") << "s1";
  withdraw("somebody else");
  EXPECT_THAT(files(), ElementsAre("library-2026-11-22-1.csv"));
}

TEST_F(Withdrawn, AZipThatWaitsGoesAndEverybodyElseIsHandedOnAgain) {
  settings_.as = Preset::alma;
  settings_.columns.clear();
  run();
  remove("s1");
  withdraw("s1");
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_EQ(run().counts.at("exported"), 1);
}

TEST_F(Withdrawn, AZipThatMentionsNobodyStays) {
  settings_.as = Preset::alma;
  settings_.columns.clear();
  const Job job = run();
  withdraw("somebody else");
  EXPECT_THAT(files(), ElementsAre(job.file));
  EXPECT_EQ(run().file, "");
}

}  // namespace
}  // namespace roster::exports::test
