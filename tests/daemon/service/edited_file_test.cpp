// An edit is noticed when whoever makes it is done. Time is the test's own.
#include "daemon/service/edited_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

using std::chrono::milliseconds;

class EditedFileTest : public testing::Test {
 protected:
  EditedFileTest() { test::write_file(path(), "as it was"); }

  std::string path() const { return directory_.path() / "roster.yaml"; }
  EditedFile::Clock::time_point after(int ms) const { return start_ + milliseconds(ms); }

  test::TemporaryDirectory directory_;
  EditedFile::Clock::time_point start_{std::chrono::hours(1)};
};

TEST_F(EditedFileTest, IsDueWhenItHasStoodStill) {
  EditedFile file(path(), milliseconds(1000));
  EXPECT_FALSE(file.is_due(after(0)));
  test::write_file(path(), "an edit");
  EXPECT_FALSE(file.is_due(after(100)));
  EXPECT_FALSE(file.is_due(after(1099)));
  EXPECT_TRUE(file.is_due(after(1100)));
  file.taken();
  EXPECT_FALSE(file.is_due(after(5000)));
}

TEST_F(EditedFileTest, HalfAnEditIsNotRead) {
  EditedFile file(path(), milliseconds(1000));
  test::write_file(path(), "the first half");
  EXPECT_FALSE(file.is_due(after(0)));
  test::write_file(path(), "the first half and the second");
  EXPECT_FALSE(file.is_due(after(300)));
  EXPECT_FALSE(file.is_due(after(1000))) << "the second half is 0.7 s old";
  EXPECT_TRUE(file.is_due(after(1300)));
}

TEST_F(EditedFileTest, OneThatIsMissingWasNotEdited) {
  EditedFile file(path(), milliseconds(1000));
  std::filesystem::remove(path());
  EXPECT_FALSE(file.is_due(after(0)));
  EXPECT_FALSE(file.is_due(after(9000)));
  test::write_file(path(), "it is back, replaced");
  EXPECT_FALSE(file.is_due(after(9100)));
  EXPECT_TRUE(file.is_due(after(10'100)));
}

TEST_F(EditedFileTest, TouchedAndLeftAsItWasIsDueToo) {
  EditedFile file(path(), milliseconds(0));
  std::filesystem::last_write_time(
      path(), std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_TRUE(file.is_due(after(0)));
}

}  // namespace
}  // namespace roster
