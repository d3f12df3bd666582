// What an undo obeys: later loads, whatever holds people, the guard; and that it can be undone.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class UndoRules : public LoadTest {
 protected:
  std::string refusal(JobNumber number) {
    try {
      undo(number);
    } catch (const sis::CannotUndo& refused) {
      return refused.what();
    }
    return "not refused";
  }
  static std::string crowd(int from, int to) {
    std::string people;
    for (int i = from; i < to; ++i) people += person(fmt::format("s{:03}", i));
    return people;
  }
  /// Loads half the crowd, then all of it; the second load's number.
  JobNumber two_nights() {
    load(users(crowd(0, 100)));
    load(users(crowd(0, 120)));
    return last_.number;
  }
};

TEST_F(UndoRules, IsRefusedWhenALaterLoadConfirmedWhomItWouldRemove) {
  load(users(person("ada") + person("bob")));
  const JobNumber first = last_.number;
  load(users(person("ada")));
  EXPECT_EQ(refusal(first),
            "1 of the users that it would remove are in later loads (latest: job 2); undo those "
            "loads first, or use --anyway");
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada", "bob"}));
  undo_.later_loads = sis::LaterLoads::ignore;
  EXPECT_EQ(undo(first).summary(),
            "completed_successfully: 2 processed, 0 restored, 2 removed, 0 kept");
}

TEST_F(UndoRules, IsRefusedWhenALaterLoadChangedThem) {
  load(users(person("ada")));
  load(users(person("ada", "<last_name>King</last_name>")));
  EXPECT_NE(refusal(1), "not refused");
  undo(2);
  EXPECT_EQ(undo(1).summary(),
            "completed_successfully: 1 processed, 0 restored, 1 removed, 0 kept");
}

TEST_F(UndoRules, DoesNotAskLoadsOfOtherProfiles) {
  load(users(person("ada")));
  profile_.code = "HR";
  load(users(person("bob")));
  EXPECT_EQ(refusal(1), "not refused");
}

TEST_F(UndoRules, KeepsAndListsWhomSomethingHolds) {
  load(users(person("ada") + person("bob")));
  undo_.holds = [](Transaction&, std::span<const StoredUser> users) {
    std::vector<std::vector<std::string>> reasons;
    for (const StoredUser& user : users)
      reasons.push_back(user.user.primary_id == "ada"
                            ? std::vector<std::string>{"loans:2", "kept:guest"}
                            : std::vector<std::string>{});
    return reasons;
  };
  const Ended undone = undo(1);
  EXPECT_EQ(undone.summary(),
            "completed_with_warnings: 2 processed, 0 restored, 1 removed, 1 kept");
  EXPECT_EQ(undone.lines,
            R"({"outcome":"kept","primary_id":"ada","message":"the user has blockers",)"
            R"("blockers":["loans:2","kept:guest"]})"
            "\n"
            R"({"outcome":"removed","primary_id":"bob"})"
            "\n");
  EXPECT_EQ(everybody(), std::vector<std::string>{"ada"});
}

TEST_F(UndoRules, TellsWhomItRemoves) {
  std::vector<std::string> told;
  undo_.erased = [&](Transaction&, const Job& job, std::span<const StoredUser> users) {
    for (const StoredUser& user : users)
      told.push_back(fmt::format("{} by job {}", user.user.primary_id, job.number));
  };
  load(users(person("ada") + person("bob")));
  undo(1);
  EXPECT_EQ(told, (std::vector<std::string>{"ada by job 2", "bob by job 2"}));
}

TEST_F(UndoRules, IsHeldWhenItWouldRemoveTooMany) {
  const JobNumber second = two_nights();
  const Ended held = undo(second);
  EXPECT_EQ(held.job.status, JobStatus::held);
  EXPECT_EQ(held.job.message, "removed: 20 of 120 users (16.7 %, limit 5.0 %)");
  EXPECT_EQ(everybody().size(), 120U);

  undo_.undo = second;
  undo_.reports = request_.reports;
  const Job done = sis::approve_undo(*store_, undo_, held.job, now_);
  EXPECT_EQ(done.number, held.job.number);
  EXPECT_EQ(done.status, JobStatus::completed_successfully);
  EXPECT_EQ(everybody().size(), 100U);
}

TEST_F(UndoRules, IsNotHeldForAFew) {
  load(users(crowd(0, 100)));
  load(users(crowd(0, 105)));
  EXPECT_EQ(undo(last_.number).job.status, JobStatus::completed_successfully);
}

TEST_F(UndoRules, IsRefusedWithoutHistory) {
  load(users(person("ada")));
  load(users(person("ada", "<last_name>King</last_name>")));
  {
    const auto transaction = store_->begin(Access::write);
    transaction->forget_history_before(now_.time + std::chrono::hours(1));
    transaction->commit();
  }
  EXPECT_EQ(refusal(2), "the history of job 2 is no longer available");
  EXPECT_EQ(field("ada", "last_name"), "King");
}

TEST_F(UndoRules, OfALoadThatWroteNothingDoesNothing) {
  load(users(person("ada")));
  load(users(person("ada")));
  EXPECT_EQ(undo(2).summary(),
            "completed_successfully: 0 processed, 0 restored, 0 removed, 0 kept");
}

TEST_F(UndoRules, CanBeUndone) {
  load(users(person("ada", "<user_group>STAFF</user_group>")));
  load(users(person("ada", "<user_group>GUEST</user_group>") + person("bob", barcode("100"))));
  undo(2);
  EXPECT_EQ(undo(3).summary(),
            "completed_successfully: 2 processed, 2 restored, 0 removed, 0 kept");
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada", "bob"}));
  EXPECT_EQ(field("ada", "user_group"), "GUEST");
  EXPECT_TRUE(exists("100"));
}

TEST_F(UndoRules, OfAnUndoneUndoBeginsAnew) {
  load(users(person("ada")));
  undo(1);
  undo(2);
  EXPECT_EQ(undo(3).summary(),
            "completed_successfully: 1 processed, 0 restored, 1 removed, 0 kept");
  EXPECT_TRUE(everybody().empty());
}

TEST_F(UndoRules, OfALoadThatWasPutBackIsRefusedForWhomItWouldMiss) {
  load(users(person("ada")));
  undo(1);
  undo(2);
  EXPECT_EQ(refusal(1), "job 2 undid job 1, and job 3 put it back; undo job 3");
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada"}));
  undo(3);
  EXPECT_TRUE(everybody().empty());
}

TEST_F(UndoRules, BringsNobodyBackWhoWasErasedSince) {
  load(users(person("ada") + person("bob")));
  undo(1);
  undo_.erased_since = [](Transaction&, const User& user) { return user.primary_id == "ada"; };
  const Ended back = undo(2);
  EXPECT_EQ(back.summary(), "completed_with_warnings: 2 processed, 1 restored, 0 removed, 1 kept");
  EXPECT_EQ(back.lines, R"({"outcome":"kept","primary_id":"ada",)"
                        R"("message":"a user with one of its ids was purged or deleted since"})"
                        "\n"
                        R"({"outcome":"restored","primary_id":"bob"})"
                        "\n");
  EXPECT_EQ(everybody(), (std::vector<std::string>{"bob"}));
}

TEST_F(UndoRules, OfAnUndoBringsBackWhoseIdsItFrees) {
  load(users(person("ada", barcode("100"))));
  load(users(person("ada", barcode("200")) + person("bob", barcode("100"))));
  undo(2);
  EXPECT_EQ(undo(3).summary(),
            "completed_successfully: 2 processed, 2 restored, 0 removed, 0 kept");
  EXPECT_EQ(user("200").primary_id, "ada");
  EXPECT_EQ(user("100").primary_id, "bob");
}

TEST_F(UndoRules, LeavesWhoCameBackInTheMeantime) {
  load(users(person("ada") + person("bob")));
  undo(1);
  load(users(person("ada")));
  EXPECT_EQ(undo(2).summary(),
            "completed_with_warnings: 2 processed, 1 restored, 0 removed, 1 kept");
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada", "bob"}));
}

}  // namespace
}  // namespace roster::test
