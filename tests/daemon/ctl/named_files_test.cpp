// The files that a command line names, as rosterctl opens them.
#include "daemon/ctl/named_files.hpp"

#include <gtest/gtest.h>
#include <linux/magic.h>

#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

TEST(NamedFiles, AreOpenedOrTheirTroubleIsKept) {
  const test::TemporaryDirectory directory;
  const std::string there = directory.path() / "a.xml", gone = directory.path() / "b.xml";
  test::write_file(there, "text");
  const Arguments arguments(boost::json::object{{"FILE", boost::json::array{there, gone}}});
  const GivenFiles files = named_files(arguments, NetworkFiles::copied);
  EXPECT_GE(files.find(there)->fd, 0);
  EXPECT_EQ(files.find(gone)->error, ENOENT);
}

TEST(NamedFiles, OfNetworkFileSystemsAreToldFromLocalOnes) {
  for (const std::int64_t type : {std::int64_t{NFS_SUPER_MAGIC}, std::int64_t{CIFS_SUPER_MAGIC},
                                  std::int64_t{SMB2_SUPER_MAGIC}, std::int64_t{FUSE_SUPER_MAGIC}})
    EXPECT_TRUE(is_network_file_system(type)) << type;
  for (const std::int64_t type : {std::int64_t{EXT4_SUPER_MAGIC}, std::int64_t{XFS_SUPER_MAGIC},
                                  std::int64_t{BTRFS_SUPER_MAGIC}, std::int64_t{TMPFS_MAGIC},
                                  std::int64_t{OVERLAYFS_SUPER_MAGIC}})
    EXPECT_FALSE(is_network_file_system(type)) << type;
}

}  // namespace
}  // namespace roster
