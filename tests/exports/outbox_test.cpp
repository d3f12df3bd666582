// What may lie in an outbox where an export wants to write: other accounts may have put it there.
#include <sys/stat.h>

#include <fstream>
#include <system_error>

#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

using testing::ElementsAre;

class Outbox : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::columns;
    add({student("s1")});
    fs::create_directories(directory());
  }

  fs::path directory() const { return outbox() / "library"; }

  /// One file of everybody, of the same name each time.
  void replace_each_time() {
    settings_.as = Preset::ezproxy;
    settings_.what = What::all;
    settings_.columns.clear();
  }

  std::string refused() {
    const ExportRequest asked = request();
    job_ = add_export(asked, now_);
    try {
      run_export(asked, job_, now_);
    } catch (const std::system_error& error) {
      return error.what();
    }
    return "it was written";
  }

  /// What a start does with the job that was refused.
  Job again() {
    const Job open = store_->begin(Access::read)->job(job_.number).value();
    return run_export_again(request().place, open, now_);
  }

  Job job_;
};

TEST_F(Outbox, APipeUnderAHiddenNameIsReplaced) {
  ASSERT_EQ(::mkfifo((directory() / ".1.1.partial").c_str(), 0600), 0);
  EXPECT_EQ(written(run()), "primary_id\ns1\n");
}

TEST_F(Outbox, ALinkUnderAHiddenNameIsReplacedAndNotFollowed) {
  const fs::path elsewhere = directory_.path() / "elsewhere";
  std::ofstream(elsewhere) << "another's";
  fs::create_symlink(elsewhere, directory() / ".1.1.partial");
  EXPECT_EQ(written(run()), "primary_id\ns1\n");
  EXPECT_EQ(read_file(elsewhere), "another's");
}

TEST_F(Outbox, ALinkUnderTheNameItselfIsReplacedAndNotFollowed) {
  replace_each_time();
  const fs::path elsewhere = directory_.path() / "elsewhere";
  std::ofstream(elsewhere) << "another's";
  fs::create_symlink(elsewhere, directory() / "library.txt");
  EXPECT_EQ(written(run()), "s1\n");
  EXPECT_FALSE(fs::is_symlink(directory() / "library.txt"));
  EXPECT_EQ(read_file(elsewhere), "another's");
}

TEST_F(Outbox, ADirectoryUnderAnEarlierHiddenNameIsLeftAlone) {
  fs::create_directories(directory() / ".7.1.partial/within");
  EXPECT_EQ(written(run()), "primary_id\ns1\n");
  EXPECT_TRUE(fs::exists(directory() / ".7.1.partial/within"));
}

TEST_F(Outbox, ADirectoryUnderTheHiddenNameIsToldAndTheExportRunsOnceItIsGone) {
  for (const Preset preset : {Preset::csv, Preset::alma}) {
    settings_.as = preset;
    settings_.columns.clear();
    const fs::path in_the_way =
        directory() / (preset == Preset::csv ? ".1.1.partial" : ".2.1.partial");
    fs::create_directory(in_the_way);
    EXPECT_EQ(refused(), "cannot write " + in_the_way.string() + ": Is a directory");
    fs::remove(in_the_way);
    EXPECT_EQ(again().counts.at("exported"), 1);
  }
}

TEST_F(Outbox, ADirectoryUnderTheNameIsToldAndTheExportRunsOnceItIsGone) {
  replace_each_time();
  fs::create_directory(directory() / "library.txt");
  EXPECT_EQ(refused(),
            "cannot write " + (directory() / "library.txt").string() + ": Is a directory");
  EXPECT_THAT(files(), ElementsAre("library.txt"));
  fs::remove(directory() / "library.txt");
  EXPECT_EQ(written(again()), "s1\n");
}

TEST_F(Outbox, AFileInPlaceOfTheDirectoryIsTold) {
  fs::remove(directory());
  std::ofstream(directory()) << "a file";
  EXPECT_THAT(refused(), testing::HasSubstr("Not a directory"));
  fs::remove(directory());
  EXPECT_EQ(written(again()), "primary_id\ns1\n");
}

TEST_F(Outbox, WhatLiesUnderTheNameOfAFileOfChangesKeepsIt) {
  run();
  change("s1", [](User& user) { user.last_name = "Byron"; });
  fs::create_symlink("nowhere", directory() / "library-2026-11-22-2.csv");
  EXPECT_EQ(run().file, "library-2026-11-22-2-2.csv");
}

}  // namespace
}  // namespace roster::exports::test
