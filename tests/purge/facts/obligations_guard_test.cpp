#include "purge/obligations_guard.hpp"

#include <gtest/gtest.h>

namespace roster::purge::test {
namespace {

using std::chrono::hours;

const Time kNow{hours(500'000)};
const ObligationsGuard kGuard;

ListNumbers list(std::int64_t rows, std::int64_t blocked, std::int64_t unknown = 0) {
  ListNumbers numbers;
  numbers.now = {rows, blocked, blocked, unknown};
  numbers.as_of = kNow;
  return numbers;
}

ListNumbers after(ListNumbers numbers, std::int64_t rows, std::int64_t blocked) {
  numbers.last = ObligationCounts{rows, blocked, blocked, 0};
  numbers.last_as_of = kNow - hours(24);
  return numbers;
}

std::string verdict(const ListNumbers& numbers) {
  return check_list(kGuard, numbers, kNow).value_or("passes");
}

TEST(ObligationsGuard, LetsAListPassThatFollowsTheLast) {
  EXPECT_EQ(verdict(after(list(350, 300), 500, 400)), "passes");
  EXPECT_EQ(verdict(after(list(5000, 4000), 500, 400)), "passes");
  EXPECT_EQ(verdict(list(0, 0)), "passes");  // the first
}

// With 150 requests beside them, that 50 loans were gone was a quarter of the list.
TEST(ObligationsGuard, RequestsStandForNoLoans) {
  ListNumbers numbers = after(list(150, 150), 200, 200);
  numbers.last->blocked_beside_requests = 50;
  EXPECT_EQ(verdict(numbers),
            "users with obligations other than requests: 50 of 50 are gone since the last list "
            "(100.0 %, limit 30.0 %)");
}

TEST(ObligationsGuard, HoldsAListThatLostRowsOrPeople) {
  EXPECT_EQ(verdict(after(list(340, 300), 500, 400)),
            "rows: 160 of 500 are gone since the last list (32.0 %, limit 30.0 %)");
  EXPECT_EQ(verdict(after(list(500, 100), 500, 400)),
            "users with obligations: 300 of 400 are gone since the last list (75.0 %, limit 30.0 "
            "%)");
}

TEST(ObligationsGuard, HoldsAHeaderAloneWhateverMayShrink) {
  ObligationsGuard guard;
  guard.shrink = 1;
  EXPECT_EQ(check_list(guard, after(list(0, 0), 20, 20), kNow),
            "rows: all 20 are gone since the last list");
}

TEST(ObligationsGuard, DoesNotAskShortLists) {
  EXPECT_EQ(verdict(after(list(0, 0), 19, 19)), "passes");
  EXPECT_EQ(verdict(list(19, 0, 19)), "passes");
}

TEST(ObligationsGuard, HoldsAListOfPeopleNobodyKnows) {
  EXPECT_EQ(verdict(list(20, 16, 4)), "passes");
  EXPECT_EQ(verdict(list(20, 15, 5)), "unknown ids: 5 of 20 rows (25.0 %, limit 20.0 %)");
}

TEST(ObligationsGuard, HoldsAListOlderThanTheLast) {
  ListNumbers old = after(list(3, 3), 3, 3);
  old.as_of = kNow - hours(25);
  EXPECT_EQ(verdict(old),
            "as of 2027-01-14T07:00:00Z: older than the last list, as of 2027-01-14T08:00:00Z");
  old.last_as_of = kNow + hours(1);  // who knows how old that one was
  EXPECT_EQ(verdict(old), "passes");
}

TEST(ObligationsGuard, HoldsAListThatHasNotTheRowsItSays) {
  ListNumbers cut = list(3, 3);
  cut.announced = 3;
  EXPECT_EQ(verdict(cut), "passes");
  cut.announced = 4;
  EXPECT_EQ(verdict(cut), "rows: expected 4 (# rows), found 3");
}

TEST(ObligationsGuard, SaysAllThatIsOdd) {
  ListNumbers odd = after(list(0, 0), 20, 20);
  odd.announced = 21;
  EXPECT_EQ(verdict(odd),
            "rows: expected 21 (# rows), found 0; rows: all 20 are gone since the last list");
}

}  // namespace
}  // namespace roster::purge::test
