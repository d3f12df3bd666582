// Which files a target has not taken.
#include "exports/receipts.hpp"

#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class Receipts : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    add({student("s1")});
  }

  /// The files that wait, each with the job since which it does.
  std::vector<std::pair<std::string, JobNumber>> untaken() {
    std::vector<std::pair<std::string, JobNumber>> found;
    for (const Untaken& file : untaken_files(*store_->begin(Access::read), settings_.name))
      found.emplace_back(file.file, file.job);
    return found;
  }
  void take(const std::string& name) const {
    fs::rename(outbox() / "library" / name, outbox() / "library" / (name + ".handled"));
  }
};

TEST_F(Receipts, ANameThatIsGivenAgainAfterItWasTakenIsTheLatestJobs) {
  settings_.what = What::all;
  settings_.file = "people.csv";
  run();
  take("people.csv");
  EXPECT_THAT(untaken(), IsEmpty());
  run();
  EXPECT_THAT(untaken(), ElementsAre(Pair("people.csv", 2)));
}

TEST_F(Receipts, AFileThatReplacesAnUntakenOneWaitsSinceThatOne) {
  settings_.what = What::all;
  settings_.file = "people.csv";
  run();
  take("people.csv");
  for (int i = 0; i < 3; ++i) run();
  EXPECT_THAT(untaken(), ElementsAre(Pair("people.csv", 2)));
}

TEST_F(Receipts, AFileWaitsHoweverManyJobsMadeNone) {
  run();
  for (int i = 0; i < 120; ++i) run();
  EXPECT_THAT(untaken(), ElementsAre(Pair("library-2026-11-22-1.csv", 1)));
}

TEST_F(Receipts, EveryFileThatWaitsIsThereTheOldestFirst) {
  settings_.file = "z{job}.csv";
  run();
  settings_.file = "a{job}.csv";
  change("s1", [](User& user) { user.last_name = "Byron"; });
  run();
  EXPECT_THAT(untaken(), ElementsAre(Pair("z1.csv", 1), Pair("a2.csv", 2)));
  take("z1.csv");
  EXPECT_THAT(untaken(), ElementsAre(Pair("a2.csv", 2)));
}

}  // namespace
}  // namespace roster::exports::test
