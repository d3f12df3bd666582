// Which records can be written together.
#include "sis/match/clash.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace roster::test {
namespace {

using sis::Wish;

/// For each wish: `+`, or the holder who is in its way, or `first` or `same`.
std::string settled(const std::vector<Wish>& wishes) {
  std::string text;
  for (const auto& refusal : sis::settle_wishes(wishes)) {
    if (!text.empty()) text += ' ';
    text += !refusal               ? "+"
            : refusal->same_person ? "same"
            : refusal->holder == 0 ? "first"
                                   : std::to_string(refusal->holder);
  }
  return text;
}

TEST(Wishes, that_hang_together_in_a_ring_are_granted) {
  EXPECT_EQ(settled({{1, {20}, {{20, 2}}}, {2, {30}, {{30, 3}}}, {3, {10}, {{10, 1}}}}), "+ + +");
}

TEST(Wishes, for_what_an_outsider_has_are_refused_with_all_that_hang_on_them) {
  EXPECT_EQ(settled({{1, {20}, {{20, 2}}}, {2, {30}, {{30, 3}}}, {3, {90}, {{90, 9}}}}), "2 3 9");
}

TEST(Wishes, for_what_its_holder_keeps_are_refused) {
  EXPECT_EQ(settled({{1, {20}, {{20, 2}}}, {2, {20, 30}, {{30, 3}}}, {3, {31}, {}}}), "2 + +");
}

TEST(Wishes, of_two_for_the_same_id_the_first_is_granted) {
  EXPECT_EQ(settled({{-1, {20}, {{20, 2}}}, {-2, {20}, {{20, 2}}}, {2, {30}, {}}}), "+ first +");
}

TEST(Wishes, of_the_same_person_the_first_that_can_be_is_granted) {
  EXPECT_EQ(settled({{1, {20}, {}}, {1, {30}, {}}}), "+ same");
  EXPECT_EQ(settled({{1, {90}, {{90, 9}}}, {1, {30}, {}}}), "9 +");
}

TEST(Wishes, refused_for_one_that_is_refused_later_are_granted_after_all) {
  // 1 takes 20 before 2 could; but 3, whose 30 it needs as well, is refused for the sake of -4.
  EXPECT_EQ(settled({{-4, {40}, {}}, {1, {20, 30}, {{30, 3}}}, {2, {20}, {}}, {3, {40}, {}}}),
            "+ 3 + first");
}

/// People 1 to 6 have the ids of their number; some want others. A person who is granted a wish has
/// what it wants and nothing else.
TEST(Wishes, granted_together_give_nobody_an_id_of_somebody_else) {
  constexpr UserId kPeople = 6;
  for (unsigned seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 dice(seed);
    std::vector<Wish> wishes;
    for (std::size_t n = 1 + dice() % 6; n > 0; --n) {
      Wish wish{static_cast<UserId>(1 + dice() % 5), {}, {}};  // 6 is not in the feed
      const std::set<sis::IdKey> wants{1 + dice() % kPeople, 1 + dice() % kPeople};
      for (const sis::IdKey key : wants) {
        wish.wants.push_back(key);
        if (static_cast<UserId>(key) != wish.person)
          wish.obstacles.push_back({key, static_cast<UserId>(key)});
      }
      wishes.push_back(std::move(wish));
    }
    const auto refusals = sis::settle_wishes(wishes);
    std::map<UserId, std::vector<sis::IdKey>> has;
    for (UserId person = 1; person <= kPeople; ++person)
      has[person] = {static_cast<sis::IdKey>(person)};
    std::set<UserId> granted;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      if (refusals[i]) continue;
      EXPECT_TRUE(granted.insert(wishes[i].person).second);
      has[wishes[i].person] = wishes[i].wants;
    }
    std::set<sis::IdKey> taken;
    for (const auto& [person, ids] : has)
      for (const sis::IdKey id : ids) EXPECT_TRUE(taken.insert(id).second) << id;
  }
}

TEST(Wishes, in_a_long_chain_take_no_longer_than_they_are_many) {
  constexpr UserId kPeople = 100000;
  std::vector<Wish> wishes;
  for (UserId i = 1; i <= kPeople; ++i)
    wishes.push_back(
        {i, {static_cast<sis::IdKey>(i + 1)}, {{static_cast<sis::IdKey>(i + 1), i + 1}}});
  for (const auto& refusal : sis::settle_wishes(wishes)) EXPECT_TRUE(refusal.has_value());
  wishes.pop_back();
  wishes.push_back({kPeople, {1}, {{1, 1}}});
  for (const auto& refusal : sis::settle_wishes(wishes)) EXPECT_FALSE(refusal.has_value());
}

}  // namespace
}  // namespace roster::test
