// Records whose ids somebody else has wait for the end of the feed: not more than fit, and not more
// than a few of one person.
#include "sis/load/waiting.hpp"

#include <gtest/gtest.h>

#include <string>

namespace roster::sis {
namespace {

using Added = WaitingRoom::Added;

ReadRecord record_of(const std::string& id) {
  ReadRecord record;
  record.user.primary_id = id;
  record.user.last_name = std::string(1000, 'x');
  return record;
}

/// How many records of different people wait, of two hundred.
int waiting_of_many(WaitingRoom& room) {
  int waiting = 0;
  for (int i = 0; i < 200; ++i)
    waiting += room.add("", record_of("s" + std::to_string(i)), 0, Matched::yes) == Added::yes;
  return waiting;
}

TEST(WaitingRoom, TakesAsManyBytesAsItMayAndNoMore) {
  WaitingRoom room(100'000);
  const int waiting = waiting_of_many(room);
  EXPECT_GT(waiting, 40);
  EXPECT_LT(waiting, 100) << "each has more than a thousand bytes";
  EXPECT_EQ(room.records().size(), static_cast<std::size_t>(waiting));
  EXPECT_FALSE(room.wants("s199")) << "what was not taken wants nothing";
  WaitingRoom twice(200'000);
  EXPECT_GE(waiting_of_many(twice), 2 * waiting);
}

TEST(WaitingRoom, TakesFourRecordsOfAPerson) {
  WaitingRoom room(1 << 20);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(room.add("", record_of("a"), 7, Matched::yes), Added::yes);
  EXPECT_EQ(room.add("", record_of("a"), 7, Matched::yes), Added::full);
  EXPECT_EQ(room.add("", record_of("b"), 8, Matched::yes), Added::yes);
}

TEST(WaitingRoom, KnowsWhatItsRecordsWantInAnyCase) {
  WaitingRoom room(1 << 20);
  EXPECT_FALSE(room.wants("ada"));
  room.add("", record_of("Ada"), 0, Matched::yes);
  EXPECT_TRUE(room.wants("ADA"));
  EXPECT_FALSE(room.wants("bob"));
}

}  // namespace
}  // namespace roster::sis
