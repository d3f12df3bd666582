// The guard, and whether everybody said what users owe.
#include <gtest/gtest.h>

#include "purge/guard.hpp"
#include "purge/sources.hpp"

namespace roster::purge {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(PurgeGuard, HoldsAPurgeOfTooManyPeople) {
  EXPECT_EQ(check_guard({0.10, 100}, 30, 200), "purged: 30 of 200 users (15.0 %, limit 10.0 %)");
}

TEST(PurgeGuard, LetsTheLimitItselfPass) {
  EXPECT_EQ(check_guard({0.10, 100}, 20, 200), std::nullopt);
  EXPECT_EQ(check_guard({0.10, 100}, 21, 200), "purged: 21 of 200 users (10.5 %, limit 10.0 %)");
}

TEST(PurgeGuard, LeavesSmallPopulationsAlone) {
  EXPECT_EQ(check_guard({0.10, 100}, 99, 99), std::nullopt);
  EXPECT_NE(check_guard({0.10, 100}, 99, 100), std::nullopt);
  EXPECT_EQ(check_guard({0.10, 0}, 0, 0), std::nullopt);
}

const Time kNow{hours(500'000)};

TEST(NeededObligations, AreThereWhenEverySourceSpokeLately) {
  const std::vector<ObligationSource> known = {{"acquisitions", kNow - hours(24)},
                                               {"circulation", kNow}};
  EXPECT_EQ(check_obligations({{"circulation", "acquisitions"}, hours(24)}, known, kNow),
            std::nullopt);
}

TEST(NeededObligations, EverySourceThatFailsIsNamed) {
  const std::vector<ObligationSource> known = {{"circulation", kNow - hours(31)}};
  EXPECT_EQ(check_obligations({{"circulation", "acquisitions"}, hours(24)}, known, kNow),
            "obligations of circulation are 31 h old (limit 24 h); "
            "obligations of acquisitions never arrived");
}

TEST(NeededObligations, AnAgeIsSaidSoThatItIsSeenToBeOverTheLimit) {
  const auto message = [](Seconds age, Seconds limit) {
    const std::vector<ObligationSource> known = {{"desk", kNow - age}};
    return check_obligations({{"desk"}, limit}, known, kNow).value_or("fresh");
  };
  EXPECT_EQ(message(hours(31) + seconds(5), hours(24)),
            "obligations of desk are 31 h old (limit 24 h)");
  EXPECT_EQ(message(hours(24) + minutes(30), hours(24)),
            "obligations of desk are 1470 min old (limit 24 h)");
  EXPECT_EQ(message(hours(24) + seconds(1), hours(24)),
            "obligations of desk are 86401 s old (limit 24 h)");
  EXPECT_EQ(message(hours(2), minutes(90)), "obligations of desk are 2 h old (limit 90 min)");
  EXPECT_EQ(message(hours(24), hours(24)), "fresh");
}

TEST(NeededObligations, WithoutNamesAreAllThatEverSpokeAndAtLeastOne) {
  EXPECT_EQ(check_obligations({{}, hours(24)}, {}, kNow), "no obligations ever arrived");
  const std::vector<ObligationSource> known = {{"a", kNow}, {"b", kNow - hours(48)}};
  EXPECT_EQ(check_obligations({{}, hours(24)}, known, kNow),
            "obligations of b are 48 h old (limit 24 h)");
}

TEST(NeededObligations, OfTheFutureAreNotFresh) {
  const std::vector<ObligationSource> known = {{"desk", kNow + hours(24)}};
  EXPECT_EQ(check_obligations({{"desk"}, hours(24)}, known, kNow),
            "obligations of desk are dated in the future: 2027-01-16T08:00:00Z");
  EXPECT_EQ(check_obligations({{"desk"}, hours(24)}, {{{"desk", kNow + minutes(5)}}}, kNow),
            std::nullopt);
}

TEST(NeededObligations, OtherSourcesMayBeOld) {
  const std::vector<ObligationSource> known = {{"a", kNow}, {"once", kNow - hours(4800)}};
  EXPECT_EQ(check_obligations({{"a"}, hours(24)}, known, kNow), std::nullopt);
}

}  // namespace
}  // namespace roster::purge
