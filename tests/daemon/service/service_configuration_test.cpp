// What the daemon takes of a configuration that was edited, and the mails it asks for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/daemon/service/service_fixture.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;
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

TEST_F(ServiceTest, AMailThatIsNotTakenIsShownAndSentAtTheEnd) {
  const std::string sent = path("sent"), program = path("program");
  test::write_file(program, "#!/bin/sh\n[ -e '" + path("open") + "' ] && cat >'" + sent + "'\n");
  fs::permissions(program, fs::perms::owner_all);
  configure(kProfile +
            ("notify: {command: [" + program + "], to: [it@example.edu], on: [failed]}\n"));
  test::write_file(path("inbox/synchronize/page.xml"), "<html/>");
  start();
  const auto status = [&] { return ask("status"); };
  run_until([&] { return status().find("the notify command ") != std::string::npos; });
  EXPECT_THAT(status(), HasSubstr("the notify command " + program +
                                  ": it ended with exit code 1; mails that wait: 1\n"));
  test::write_file(path("open"), "");
  EXPECT_TRUE(service_->stop());
  EXPECT_THAT(test::read_file(sent), HasSubstr("Subject: [roster] job 1 "));
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
