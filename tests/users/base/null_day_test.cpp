#include "users/base/null_day.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(NullDay, IsWhatDatabasesWriteForNoValue) {
  for (const char* text : {"0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01"})
    EXPECT_TRUE(is_null_day(*parse_day(text))) << text;
  for (const char* text : {"1970-01-02", "1900-01-02", "1969-12-31", "2027-06-30"})
    EXPECT_FALSE(is_null_day(*parse_day(text))) << text;
}

}  // namespace
}  // namespace roster
