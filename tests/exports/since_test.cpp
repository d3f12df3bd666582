// An export by hand since a time, and the export after it.
#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

class ExportSince : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::columns;
  }
};

TEST_F(ExportSince, LeavesEarlierChangesToTheNext) {
  add({student("s1"), student("s2")});
  run();
  change("s1", [](User& user) { user.last_name = "Byron"; });
  change("s2", [](User& user) { user.last_name = "Byron"; });
  ExportRequest since = request();
  since.since = 2;
  EXPECT_EQ(written(run(since)), "primary_id\ns2\n");
  EXPECT_EQ(written(run()), "primary_id\ns1\ns2\n");
  EXPECT_EQ(run().file, "");
}

TEST_F(ExportSince, DoesNotReplaceTheFirstThatHasEverybody) {
  add({student("s1")});
  add({student("s2")});
  ExportRequest since = request();
  since.since = 1;
  EXPECT_EQ(written(run(since)), "primary_id\ns2\n");
  EXPECT_EQ(written(run()), "primary_id\ns1\ns2\n");
  settings_.columns.push_back({"name", "last_name", "", {}, "error", false});
  ExportRequest again = request();
  again.since = 1;
  EXPECT_EQ(written(run(again)), "primary_id,name\ns2,Lovelace\n");
  EXPECT_EQ(written(run()), "primary_id,name\ns1,Lovelace\ns2,Lovelace\n");
}

}  // namespace
}  // namespace roster::exports::test
