// Who is on the list of removed users.
#include "tests/exports/export_fixture.hpp"

namespace roster::exports::test {
namespace {

using testing::IsEmpty;

class ExportedDepartures : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::columns;
  }
};

TEST_F(ExportedDepartures, HaveNobodyWhoIsThereAgain) {
  settings_.removed_ids = "primary_id";
  add({student("s1"), student("s2")});
  run();
  remove("s1");
  remove("s2");
  add({student("S1")});
  const Job job = run();
  EXPECT_EQ(job.counts.at("removed"), 1);
  EXPECT_EQ(text("library-2026-11-22-2-removed.txt"), "s2\n");
}

TEST_F(ExportedDepartures, HaveNoIdThatSomebodyElseGot) {
  settings_.removed_ids = "BARCODE";
  add({student("s1"), student("s2"), student("s3")});
  run();
  for (const char* id : {"s1", "s2", "s3"}) remove(id);
  User heir = student("s4");
  heir.user_identifiers = {identifier("BARCODE", "B-s1"), identifier("OTHER", "B-s2")};
  add({heir});
  run();
  EXPECT_EQ(text("library-2026-11-22-2-removed.txt"), "B-s2\nB-s3\n");
  EXPECT_THAT(store_->begin(Access::read)->departures("library"), IsEmpty());
}

}  // namespace
}  // namespace roster::exports::test
