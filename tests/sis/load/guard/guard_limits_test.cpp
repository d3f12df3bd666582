// The guard's limits: which numbers of a load wait for a person, and in which words.
#include <gtest/gtest.h>

#include "sis/load/guard.hpp"

namespace roster::test {
namespace {

using sis::check_guard;
using sis::Guard;
using sis::LoadNumbers;

/// What the default guard says; "" when nothing.
std::string verdict(const LoadNumbers& numbers) { return in_words(check_guard(Guard{}, numbers)); }

LoadNumbers thousand_users() {
  LoadNumbers numbers;
  numbers.processed = numbers.population = numbers.expected = 1000;
  return numbers;
}

TEST(GuardLimits, an_ordinary_night_passes) {
  LoadNumbers numbers;
  numbers.full = true;
  numbers.processed = 20411;
  numbers.created = 411;
  numbers.updated = 204;
  numbers.rejected = 2;
  numbers.population = numbers.expected = 20000;
  numbers.missing = 100;
  numbers.absent = 40;
  numbers.newly_due = 30;
  numbers.cleared = {{"emails", 150, 15000}};
  numbers.announced = 20411;
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, a_share_at_its_limit_passes_and_one_more_does_not) {
  LoadNumbers numbers = thousand_users();
  numbers.rejected = 50;
  EXPECT_EQ(verdict(numbers), "");
  numbers.rejected = 51;
  EXPECT_EQ(verdict(numbers), "rejected: 51 of 1000 records (5.1 %, limit 5.0 %)");
}

TEST(GuardLimits, each_is_told_in_words) {
  LoadNumbers numbers = thousand_users();
  numbers.full = true;
  numbers.rejected = 100;
  numbers.updated = 600;
  numbers.created = 501;
  numbers.missing = 400;
  numbers.absent = 60;
  numbers.newly_due = 30;
  numbers.cleared = {{"user_identifiers", 150, 300}, {"emails", 10, 100}};
  numbers.announced = 1200;
  EXPECT_EQ(verdict(numbers),
            "rejected: 100 of 1000 records (10.0 %, limit 5.0 %); "
            "updated: 600 of 1000 records (60.0 %, limit 50.0 %); "
            "created: 501 against 1000 users (50.1 %, limit 50.0 %); "
            "shrink: 400 of 1000 users are not in the feed (40.0 %, limit 30.0 %); "
            "absent: 60 of 1000 users would be marked (6.0 %, limit 5.0 %); "
            "announced: the feed states 1200 records but contains 1000; "
            "newly due for purge: 30 of 1000 users (3.0 %, limit 1.0 %); "
            "cleared: 150 of 300 users would lose user_identifiers (50.0 %, limit 20.0 %)");
}

// A profile of its own, or of few, took over another's people and purged them.
TEST(GuardLimits, users_of_another_profile_are_people_who_are_there) {
  LoadNumbers numbers;
  numbers.processed = numbers.updated = numbers.joined = numbers.newly_due = 150;
  EXPECT_EQ(verdict(numbers),
            "updated: 150 of 150 users (100.0 %, limit 50.0 %); "
            "newly due for purge: 150 of 150 users (100.0 %, limit 1.0 %)");
}

TEST(GuardLimits, updates_of_a_feed_of_changes_are_a_share_of_the_users) {
  LoadNumbers numbers = thousand_users();
  numbers.processed = 500;
  numbers.updated = 500;
  EXPECT_EQ(verdict(numbers), "");
  numbers.processed = numbers.updated = 501;
  EXPECT_EQ(verdict(numbers), "updated: 501 of 1000 users (50.1 %, limit 50.0 %)");
}

TEST(GuardLimits, a_small_feed_into_a_large_store_is_guarded) {
  LoadNumbers numbers = thousand_users();
  numbers.processed = 11;
  numbers.newly_due = 11;
  EXPECT_EQ(verdict(numbers), "newly due for purge: 11 of 1000 users (1.1 %, limit 1.0 %)");
}

TEST(GuardLimits, few_users_are_not_guarded) {
  LoadNumbers numbers;
  numbers.full = true;
  numbers.processed = numbers.rejected = numbers.updated = numbers.created = 99;
  numbers.population = numbers.expected = numbers.missing = numbers.absent = 99;
  numbers.newly_due = 99;
  numbers.cleared = {{"emails", 99, 99}};
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, few_hits_are_no_reason_to_hold) {
  LoadNumbers numbers = thousand_users();
  numbers.full = true;
  numbers.processed = numbers.rejected = numbers.updated = 9;
  numbers.newly_due = 9;
  EXPECT_EQ(verdict(numbers), "");
  numbers.processed = numbers.rejected = 10;
  numbers.updated = 0;
  EXPECT_EQ(verdict(numbers), "rejected: 10 of 10 records (100.0 %, limit 5.0 %)");
}

TEST(GuardLimits, a_first_load_is_held_for_rejected_records_alone) {
  LoadNumbers numbers;
  numbers.full = true;
  numbers.processed = 100000;
  numbers.created = 90000;
  EXPECT_EQ(verdict(numbers), "");
  numbers.rejected = 10000;
  EXPECT_EQ(verdict(numbers), "rejected: 10000 of 100000 records (10.0 %, limit 5.0 %)");
}

TEST(GuardLimits, a_full_feed_without_users_never_passes_while_there_are_users) {
  LoadNumbers numbers;
  numbers.full = true;
  EXPECT_EQ(verdict(numbers), "");
  numbers.population = 1;
  EXPECT_EQ(verdict(numbers), "empty: the feed has no users, and the profile has 1");
  numbers.full = false;
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, loads_of_a_day_are_one_for_those_newly_due) {
  LoadNumbers numbers = thousand_users();
  numbers.newly_due = 4;
  numbers.newly_due_before = 7;
  EXPECT_EQ(verdict(numbers),
            "newly due for purge: 11 of 1000 users, 7 of them by loads of the last 24 hours "
            "(1.1 %, limit 1.0 %)");
}

TEST(GuardLimits, what_few_had_is_no_reason_to_hold) {
  LoadNumbers numbers = thousand_users();
  numbers.cleared = {{"emails", 99, 99}};
  EXPECT_EQ(verdict(numbers), "");
  numbers.cleared = {{"emails", 100, 100}};
  EXPECT_EQ(verdict(numbers),
            "cleared: 100 of 100 users would lose emails (100.0 %, limit 20.0 %)");
}

TEST(GuardLimits, what_a_person_saw_passes_and_anything_worse_does_not) {
  LoadNumbers numbers = thousand_users();
  numbers.updated = 600;
  numbers.rejected = 60;
  const auto worse = [&](const std::map<std::string, std::int64_t>& shown) {
    return in_words(worse_than_shown(check_guard(Guard{}, numbers), shown));
  };
  EXPECT_EQ(worse({{"updated", 600}, {"rejected", 60}}), "");
  EXPECT_EQ(worse({{"updated", 599}, {"rejected", 70}}),
            "updated: 600 of 1000 users (60.0 %, limit 50.0 %); approved: 599");
}

}  // namespace
}  // namespace roster::test
