// What is known of the disks that drop directories lie on.
#include "daemon/watch/file_systems.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

class FileSystemsTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return directory_.path() / kKnownFileSystems; }

  const std::filesystem::path inbox_ = "/srv/sis/with a blank";
  test::TemporaryDirectory directory_;
};

TEST_F(FileSystemsTest, ADirectorySeenForTheFirstTimeIsAsItShouldBe) {
  FileSystems systems(file());
  systems.look(inbox_, "ef53-1");
  EXPECT_FALSE(systems.is_other(inbox_));
}

TEST_F(FileSystemsTest, AnotherFileSystemThanInTheLastRunIsNoticedUntilTheOldOneIsBack) {
  FileSystems(file()).look(inbox_, "ef53-1");

  FileSystems systems(file());
  systems.look(inbox_, "ef53-2");
  EXPECT_TRUE(systems.is_other(inbox_));
  systems.look(inbox_, "ef53-1");
  EXPECT_FALSE(systems.is_other(inbox_));
}

TEST_F(FileSystemsTest, ItIsStillAnotherAfterOneMoreRestart) {
  FileSystems(file()).look(inbox_, "ef53-1");
  FileSystems(file()).look(inbox_, "ef53-2");

  FileSystems systems(file());
  systems.look(inbox_, "ef53-2");
  EXPECT_TRUE(systems.is_other(inbox_));
}

TEST_F(FileSystemsTest, ADirectoryThatIsNotThereChangesNothing) {
  FileSystems(file()).look(inbox_, "ef53-1");

  FileSystems systems(file());
  systems.look(inbox_, "");
  EXPECT_FALSE(systems.is_other(inbox_));
}

TEST_F(FileSystemsTest, WhatAnAdministratorAcceptsIsKnownFromThenOn) {
  FileSystems(file()).look(inbox_, "ef53-1");
  {
    FileSystems systems(file());
    systems.look(inbox_, "ef53-2");
    systems.accept();
    EXPECT_FALSE(systems.is_other(inbox_));
    systems.look(inbox_, "ef53-2");
  }
  FileSystems systems(file());
  systems.look(inbox_, "ef53-1");
  EXPECT_TRUE(systems.is_other(inbox_));
}

TEST_F(FileSystemsTest, AcceptingOneDirectorysDiskForgetsNoOther) {
  const std::filesystem::path other = "/srv/sis/other";
  FileSystems systems(file());
  systems.look(inbox_, "ef53-1");
  systems.look(other, "ef53-1");
  systems.look(inbox_, "ef53-2");
  systems.accept();
  systems.look(other, "ef53-2");
  EXPECT_TRUE(systems.is_other(other));
}

TEST_F(FileSystemsTest, ADamagedFileIsAsNone) {
  std::ofstream(file()) << "no blank\n\n" << std::string(3, '\0');
  FileSystems systems(file());
  systems.look(inbox_, "ef53-1");
  EXPECT_FALSE(systems.is_other(inbox_));
}

TEST_F(FileSystemsTest, RealDirectoriesAreToldApartByTheirDisks) {
  EXPECT_EQ(file_system_of(directory_.path()), file_system_of(directory_.path().parent_path()));
  EXPECT_NE(file_system_of("/proc"), file_system_of(directory_.path()));
  EXPECT_EQ(file_system_of("/no/such/directory"), "");
}

TEST_F(FileSystemsTest, OthersCanAskWhatTheDaemonKnows) {
  EXPECT_FALSE(is_on_other_file_system(file(), directory_.path())) << "nothing is known";
  FileSystems systems(file());
  systems.look(directory_.path(), file_system_of(directory_.path()));
  systems.look("/proc", "ef53-1");
  EXPECT_FALSE(is_on_other_file_system(file(), directory_.path()));
  EXPECT_TRUE(is_on_other_file_system(file(), "/proc"));
}

}  // namespace
}  // namespace roster
