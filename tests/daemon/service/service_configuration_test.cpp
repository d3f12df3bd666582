// What the daemon takes of a configuration that was edited.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/service/service_fixture.hpp"

namespace roster {
namespace {

using test::kProfile;
using test::ServiceTest;
using testing::HasSubstr;

TEST_F(ServiceTest, ABrokenConfigurationChangesNothing) {
  start();
  configure("profiles: 7\n");
  const auto problems = service_->reload();
  ASSERT_TRUE(problems);
  EXPECT_THAT(*problems, HasSubstr("roster.yaml:8:11: "));
  configure(kProfile);
  EXPECT_FALSE(service_->reload());
}

TEST_F(ServiceTest, IdentifiersAreNotComparedOtherwiseThanTheStoreDoes) {
  start();
  configure(kProfile + std::string("identifiers: {case: sensitive}\n"));
  EXPECT_EQ(service_->reload(), path("roster.yaml") +
                                    ":11:21: identifiers.case: the store is insensitive, "
                                    "which cannot be changed");
  configure(kProfile + std::string("identifiers: {case: insensitive}\n"));
  EXPECT_FALSE(service_->reload());
}

}  // namespace
}  // namespace roster
