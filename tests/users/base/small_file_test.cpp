// A few lines that are kept for the next run.
#include "users/base/small_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

TEST(SmallFile, HoldsWhatWasWrittenLast) {
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "notes";
  EXPECT_THAT(read_lines(file), IsEmpty());
  EXPECT_TRUE(replace_lines(file, Lines{"one", "two words"}));
  EXPECT_TRUE(replace_lines(file, Lines{"three"}));
  EXPECT_THAT(read_lines(file), ElementsAre("three"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "notes.partial"));
}

TEST(SmallFile, KeepsWhatIsThereWhenItCannotBeWritten) {
  const test::TemporaryDirectory directory;
  const auto file = directory.path() / "notes";
  ASSERT_TRUE(replace_lines(file, Lines{"one"}));
  std::filesystem::create_directory(directory.path() / "notes.partial");
  EXPECT_FALSE(replace_lines(file, Lines{"two"}));
  EXPECT_THAT(read_lines(file), ElementsAre("one"));
}

}  // namespace
}  // namespace roster
