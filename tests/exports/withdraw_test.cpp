// What becomes of exported files when people are removed for good.
#include "exports/withdraw.hpp"

#include <sys/stat.h>

#include <fstream>
#include <system_error>

#include "sis/pack/zip.hpp"
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

/// Who may take the files may also damage them, or put something else in their place.
class Damaged : public Withdrawn {
 protected:
  fs::path path(const Job& job) const { return outbox() / "library" / job.file; }
  void append(const Job& job, std::string_view bytes) const {
    std::ofstream(path(job), std::ios::binary | std::ios::app) << bytes;
  }
};

TEST_F(Damaged, ALineThatIsTooLongForOursTakesTheFileWithIt) {
  const Job job = run();
  append(job, std::string(kLongestLine + 1, 'x'));
  withdraw("somebody else");
  EXPECT_THAT(files(), IsEmpty());
  EXPECT_EQ(run().counts.at("exported"), 2);
}

TEST_F(Damaged, TheLongestLineIsRead) {
  const Job job = run();
  append(job, std::string(kLongestLine - 2, 'x') + "s1");
  const std::uintmax_t before = fs::file_size(path(job));
  withdraw("somebody else");
  EXPECT_EQ(fs::file_size(path(job)), before);
  withdraw("xs1");
  EXPECT_EQ(written(job), "primary_id,name\ns1,Lovelace\ns2,\"say \"\"gone\"\"\"\n");
}

TEST_F(Damaged, BytesThatAreNoTextHideNobodyAndHarmNobody) {
  const Job job = run();
  const std::string odd = std::string("\xff\0\x80", 3);
  append(job, odd + "s1\n" + odd + "s3\n");
  withdraw("s1");
  EXPECT_EQ(written(job), "primary_id,name\ns2,\"say \"\"gone\"\"\"\n" + odd + "s3\n");
}

TEST_F(Damaged, APipeIsLeftAlone) {
  const Job job = run();
  fs::remove(path(job));
  ASSERT_EQ(::mkfifo(path(job).c_str(), 0600), 0);
  withdraw("s1");
  EXPECT_TRUE(fs::is_fifo(path(job)));
}

TEST_F(Damaged, ALinkIsLeftAloneAndNotFollowed) {
  const Job job = run();
  const fs::path elsewhere = directory_.path() / "elsewhere";
  fs::rename(path(job), elsewhere);
  fs::create_symlink(elsewhere, path(job));
  withdraw("s1");
  EXPECT_TRUE(fs::is_symlink(path(job)));
  EXPECT_THAT(read_file(elsewhere), testing::HasSubstr("s1"));
}

TEST_F(Damaged, TroubleWithOneFileIsToldAndTheOthersAreWithdrawn) {
  const Job first = run();
  change("s1", [](User& user) { user.last_name = "Byron"; });
  const Job second = run();
  const fs::path in_the_way = outbox() / "library/.rest.partial";
  fs::create_directory(in_the_way);
  take(second.file);
  try {
    withdraw("s1");
    ADD_FAILURE() << "nothing was told";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.what(), "cannot write " + in_the_way.string() + ": Is a directory");
  }
  EXPECT_THAT(files(), ElementsAre(".rest.partial", first.file));
  fs::remove(in_the_way);
  withdraw("s1");
  EXPECT_THAT(written(first), testing::Not(testing::HasSubstr("s1")));
}

TEST_F(Damaged, AZipThatIsABombGoesAsAWhole) {
  settings_.as = Preset::alma;
  settings_.columns.clear();
  const Job job = run();
  sis::write_zip(path(job), "users-01.xml", [](const sis::Output& output) {
    const std::string zeros(std::size_t{1} << 20, '\0');
    for (int i = 0; i < 8; ++i) output(zeros);
  });
  withdraw("somebody else");
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Damaged, AZipThatIsNoneGoesAsAWhole) {
  settings_.as = Preset::alma;
  settings_.columns.clear();
  const Job job = run();
  fs::resize_file(path(job), fs::file_size(path(job)) / 2);
  withdraw("somebody else");
  EXPECT_THAT(files(), IsEmpty());
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
