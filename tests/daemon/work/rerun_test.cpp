// What a load's row keeps, so that the load can be run again.
#include "daemon/work/rerun.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace roster {
namespace {

TEST(Rerun, ComesBackAsItWas) {
  Rerun rerun;
  rerun.spooled = "/var/lib/roster/spool/4711-99";
  rerun.dropped = "/srv/sis/import/Ødegård \"1\".xml";
  rerun.stamp = {std::numeric_limits<std::uint64_t>::max(), 2, 3,
                 std::numeric_limits<std::int64_t>::min(), 5};
  const Rerun back = parse_rerun(to_json(rerun));
  EXPECT_EQ(back.spooled, rerun.spooled);
  EXPECT_EQ(back.dropped, rerun.dropped);
  EXPECT_EQ(back.stamp, rerun.stamp);
}

TEST(Rerun, KeepsOnlyWhatThereIs) {
  EXPECT_EQ(to_json(Rerun()), "{}");
  EXPECT_EQ(to_json(Rerun{"/spool/7", {}, {}}), R"({"spooled":"/spool/7"})");
}

TEST(Rerun, OfAnotherKindOfJobIsEmpty) {
  for (const char* text : {"", "{}", R"({"purge":{"days":0}})"}) {
    const Rerun rerun = parse_rerun(text);
    EXPECT_EQ(rerun.spooled, "") << text;
    EXPECT_EQ(rerun.dropped, "") << text;
    EXPECT_EQ(rerun.stamp, sis::Stamp()) << text;
  }
}

}  // namespace
}  // namespace roster
