#include "sis/match/generated_id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace roster::sis {
namespace {

User named(std::string first, std::string last) {
  User user;
  user.first_name = std::move(first);
  user.last_name = std::move(last);
  return user;
}

class GeneratedId : public testing::Test {
 protected:
  std::set<std::string> taken_;
  std::size_t asked_ = 0;
  IdGenerator generator_;

  std::string make(const User& user) {
    std::string id = generator_.make(user, [this](const std::string& candidate) {
      ++asked_;
      return taken_.contains(candidate);
    });
    EXPECT_TRUE(id.empty() || taken_.insert(id).second) << id;
    return id;
  }
};

TEST_F(GeneratedId, IsMadeOfTheNames) {
  EXPECT_EQ(make(named("Ada", "Byron")), "Ada.Byron");
  EXPECT_EQ(make(named("Ada", "Byron")), "Ada.Byron2");
  EXPECT_EQ(make(named("ada", "byron")), "ada.byron3");
  EXPECT_EQ(make(named("Ada Mary", "")), "Ada_Mary");
  EXPECT_EQ(make(named("", "King")), "King");
  EXPECT_EQ(make(named("", "")), "");
}

TEST_F(GeneratedId, IsNeverTooLongNorHoldsWhatNobodySees) {
  std::string name;
  for (int i = 0; i < 130; ++i) name += "Å";
  EXPECT_EQ(make(named(name, "")), name.substr(0, 240));
  EXPECT_EQ(make(named("A\u200Bda", "")), "Ada");
}

TEST_F(GeneratedId, TakesTheFirstNumberThatIsFree) {
  for (const char* id : {"Ada.Byron", "Ada.Byron2", "Ada.Byron3", "Ada.Byron4", "Ada.Byron5"})
    taken_.insert(id);
  EXPECT_EQ(make(named("Ada", "Byron")), "Ada.Byron6");
}

TEST_F(GeneratedId, AsksLittleHoweverManyShareAName) {
  constexpr int kMany = 10'000;
  for (int i = 0; i < kMany; ++i) make(named("Ada", "Byron"));
  EXPECT_LE(asked_, 2U * kMany);
  IdGenerator next_night;
  generator_ = next_night;
  asked_ = 0;
  EXPECT_EQ(make(named("Ada", "Byron")), "Ada.Byron10001");
  EXPECT_LE(asked_, 40U);
}

}  // namespace
}  // namespace roster::sis
