// What staff do to one user by hand, and what the next load makes of it.
#include "tests/daemon/ctl/ctl_feeds.hpp"
#include "tests/daemon/rosterctl.hpp"

namespace roster {
namespace {

using test::user;
using test::users;

class StaffCommands : public test::Rosterctl {};

TEST_F(StaffCommands, AStaffEditIsProtectedUntilTheSisSendsItsOwnValueAgain) {
  run({"sync", file("a.xml", users(user("s1", "UNDERGRAD")))});
  EXPECT_EQ(run({"set", "s1", "user_group", "VISITOR"}), 0);
  EXPECT_EQ(out_, "s1:\n  user_group: UNDERGRAD -> VISITOR\n");
  run({"sync", file("b.xml", users(user("s1", "GRAD")))});
  run({"--json", "user", "s1"});
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "VISITOR");
  EXPECT_EQ(document().at("manually_changed").as_array().front().as_string(), "user_group");
  run({"sync", file("c.xml", users(user("s1", "UNDERGRAD")))});
  run({"--json", "user", "s1"});
  EXPECT_EQ(document().at("user_group").at("value").as_string(), "UNDERGRAD");
  EXPECT_FALSE(document().contains("manually_changed"));
}

TEST_F(StaffCommands, RestoreGivesAFieldBack) {
  run({"sync", file("a.xml", users(user("s1", "UNDERGRAD")))});
  run({"set", "s1", "user_group", "VISITOR"});
  EXPECT_EQ(run({"restore", "s1", "user_group"}), 0);
  EXPECT_EQ(out_, "s1:\n  user_group: VISITOR -> UNDERGRAD\n");
  EXPECT_EQ(run({"restore", "s1", "user_group"}), 2);
  EXPECT_EQ(err_, "rosterctl: user_group was not changed by hand\n");
}

TEST_F(StaffCommands, WhatStaffAddStaysAndIsFound) {
  run({"sync", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"set", "s1", "user_identifier:BARCODE", "B77"}), 0);
  run({"sync", file("b.xml", users(user("s1", "GRAD")))});
  EXPECT_EQ(run({"--json", "user", "B77"}), 0);
  EXPECT_EQ(document().at("primary_id").as_string(), "s1");
  EXPECT_EQ(document().at("user_identifier").as_array().front().at("segment_type").as_string(),
            "Internal");
}

TEST_F(StaffCommands, AnIdOfSomebodyElseIsRefused) {
  run({"sync", file("a.xml", users(user("s1") + user("s2")))});
  EXPECT_EQ(run({"set", "s1", "user_identifier:BARCODE", "s2"}), 3);
  EXPECT_EQ(err_, "rosterctl: s2 is already taken by another user\n");
}

TEST_F(StaffCommands, AnIdIsSetAsAFeedWouldBringIt) {
  run({"sync", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"set", "s1", "user_identifier:BARCODE", " B77\u00A0"}), 0);
  EXPECT_EQ(run({"user", "B77"}), 0) << err_;
  EXPECT_EQ(run({"set", "s1", "primary_id", "s\u200B2"}), 2);
  EXPECT_EQ(err_, "rosterctl: primary_id: 's\\u200B2' holds an invisible character\n");
  EXPECT_EQ(run({"set", "s1", "user_identifier:BARCODE", "N1\nN2"}), 2);
  EXPECT_EQ(err_, "rosterctl: value: 'N1\\x0AN2' holds an invisible character\n");
  EXPECT_EQ(run({"set", "s1", "user_group", "GR\u00ADAD"}), 2);
  EXPECT_EQ(err_, "rosterctl: user_group: 'GR\\u00ADAD' holds an invisible character\n");
  EXPECT_EQ(run({"set", "s1", "user_identifier:LIBRARY", "B\uFEFF7"}), 2);
  EXPECT_EQ(err_, "rosterctl: value: 'B\\uFEFF7' holds an invisible character\n");
  EXPECT_EQ(run({"set", "s1", "last_name", "  "}), 2);
  EXPECT_EQ(err_, "rosterctl: last_name: the value is empty; use unset to empty a field\n");
}

TEST_F(StaffCommands, AnInternalUserIsNotTheSisToChange) {
  run({"sync", file("a.xml", users(user("s1")))});
  run({"set", "s1", "account_type", "INTERNAL"});
  EXPECT_EQ(run({"sync", file("b.xml", users(user("s1", "GRAD")))}), 1);
  EXPECT_NE(out_.find("line 2: s1: rejected: not_external: User is not external"),
            std::string::npos)
      << out_;
}

TEST_F(StaffCommands, LocksAUserForAWhile) {
  run({"sync", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"lock", "s1", "--holder", "desk", "--for", "8h"}), 0);
  const std::string lock =
      fmt::format("locked by desk until 2026-11-22 10:00 UTC (set by {})", account());
  EXPECT_EQ(out_, "s1 is " + lock + "\n");
  run({"user", "s1"});
  EXPECT_TRUE(out_.ends_with(lock + "\n")) << out_;
  run({"--json", "user", "s1"});
  EXPECT_EQ(member("lock"), fmt::format(R"({{"holder":"desk","by":"{}",)"
                                        R"("until":"2026-11-22T10:00:00Z"}})",
                                        account()));
  EXPECT_EQ(run({"unlock", "s1"}), 0);
  EXPECT_EQ(out_, "s1 is not locked any more; it was " + lock + "\n");
  EXPECT_EQ(run({"unlock", "s1"}), 0);
  EXPECT_EQ(out_, "s1 is not locked\n");
  EXPECT_EQ(run({"lock", "s1", "--holder", "desk", "--for", "long"}), 2);
  EXPECT_EQ(run({"lock", "s1", "--holder", "desk", "--for", "0s"}), 2);
  EXPECT_EQ(err_, "rosterctl: --for: '0s' is not a duration such as 30m or 8h\n");
  EXPECT_EQ(run({"lock", "s1", "--holder", " ", "--for", "1h"}), 2);
  EXPECT_EQ(err_, "rosterctl: --holder must say who\n");
}

TEST_F(StaffCommands, ALockIsNotTakenFromItsHolder) {
  run({"sync", file("a.xml", users(user("s1")))});
  run({"lock", "s1", "--holder", "desk", "--for", "1h"});
  EXPECT_EQ(run({"lock", "s1", "--holder", "circulation", "--for", "8h"}), 3);
  EXPECT_EQ(err_, fmt::format("rosterctl: s1 is locked by desk until 2026-11-22 03:00 UTC (set by "
                              "{}); unlock it first\n",
                              account()));
  EXPECT_EQ(run({"lock", "s1", "--holder", "desk", "--for", "2h"}), 0)
      << "its holder may extend it";
  now_ += std::chrono::hours(2);
  EXPECT_EQ(run({"lock", "s1", "--holder", "circulation", "--for", "8h"}), 0) << "it has run out";
}

TEST_F(StaffCommands, WhoDidWhatIsInTheHistory) {
  run({"sync", file("a.xml", users(user("s1")))});
  run({"set", "s1", "job_description", "porter"});
  run({"user", "s1", "--history"});
  EXPECT_NE(out_.find(fmt::format("synchronize default (job 1, asked by {})\n", account())),
            std::string::npos)
      << out_;
  EXPECT_NE(out_.find(fmt::format("set job_description (by {})\n", account())), std::string::npos)
      << out_;
}

TEST_F(StaffCommands, AKeyThatIsOverIsNotMade) {
  EXPECT_EQ(run({"key", "add", "desk", "--expires", "2026-11-21"}), 2);
  EXPECT_EQ(err_, "rosterctl: --expires: 2026-11-21 is past\n");
  EXPECT_EQ(run({"key", "add", "desk", "--expires", "2026-11-22"}), 0) << "its last day is today";
}

}  // namespace
}  // namespace roster
