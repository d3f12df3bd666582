// A purge wants fresh obligations: it is refused while a source is silent.
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using std::chrono::hours;
using testing::IsEmpty;

TEST_F(PurgeTest, IsRefusedWhileObligationsAreMissingOrStale) {
  add({leaver("s1")});
  request_.obligations = NeededObligations{{"circulation", "acquisitions"}, hours(24)};
  owes("circulation", {}, now_.time - hours(31));
  const Job job = purge();
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message,
            "obligations of circulation are 31 h old (limit 24 h); "
            "obligations of acquisitions never arrived");
  EXPECT_EQ(job.counts, (Counts{{"due", 0}, {"purged", 0}, {"kept", 0}}));
  EXPECT_TRUE(knows("s1"));
  EXPECT_THAT(lines(job.number), IsEmpty());
  EXPECT_EQ(read_file(report_directory(reports(), job.number) / "report.json"),
            to_json(job) + '\n');
}

TEST_F(PurgeTest, GoesOnceEverySourceHasSpoken) {
  add({leaver("s1")});
  request_.obligations = NeededObligations{{"circulation", "acquisitions"}, hours(24)};
  owes("circulation", {}, now_.time - hours(24));
  owes("acquisitions", {}, now_.time);
  EXPECT_EQ(purge().counts["purged"], 1);
}

TEST_F(PurgeTest, APreviewIsRefusedToo) {
  request_.obligations = NeededObligations{{"circulation"}, hours(24)};
  EXPECT_EQ(preview().message, "obligations of circulation never arrived");
}

}  // namespace
}  // namespace roster::purge::test
