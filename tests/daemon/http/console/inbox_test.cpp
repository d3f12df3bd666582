// What the console sees of a drop directory.
#include "daemon/http/console/base/inbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster::http {
namespace {

TEST(Inbox, ShowsFilesAndNeverWhatALinkLeadsTo) {
  const test::TemporaryDirectory directory;
  test::write_file(directory.path() / "users.xml", "<users/>");
  std::filesystem::create_symlink("users.xml", directory.path() / "linked.xml");
  const InboxView view = look_at(directory.path());
  ASSERT_EQ(view.newest.size(), 1U);
  EXPECT_EQ(view.newest.front().name, "users.xml");
}

}  // namespace
}  // namespace roster::http
