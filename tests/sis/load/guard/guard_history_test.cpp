// What the guard knows of earlier loads, and what a person has approved.
#include "tests/sis/load/guard/guarded_load.hpp"

namespace roster::test {
namespace {

class DueLately : public GuardedLoad {
 protected:
  DueLately() {
    profile_.guard.newly_due = 0.2;
    profile_.guard.updated = 1;
    load(everybody_with(kQuiet));
  }
  /// So many people become due, from the first one on.
  Ended due(int first, int many) {
    std::string records;
    for (int i = first; i < first + many; ++i)
      records += user_xml(fmt::format("s{}", i), "<purge_date>2026-11-22</purge_date>");
    return load(users(records));
  }
  static constexpr std::string_view kFive =
      "newly due for purge: 5 of 20 users, 3 of them by loads of the last 24 hours (25.0 %, limit "
      "20.0 %)";
};

TEST_F(DueLately, by_many_small_files_are_as_by_one) {
  due(0, 3);
  EXPECT_EQ(due(3, 2).job.message, kFive);
  now_.time += std::chrono::hours(23);
  EXPECT_EQ(due(3, 2).job.message, kFive);
  now_.time += std::chrono::hours(2);
  EXPECT_EQ(due(3, 2).job.status, JobStatus::completed_successfully);
}

TEST_F(DueLately, by_a_load_that_was_undone_do_not_count) {
  due(0, 3);
  undo(last_.number);
  EXPECT_EQ(due(3, 2).job.status, JobStatus::completed_successfully);
}

TEST_F(DueLately, by_a_load_that_was_approved_do_not_count) {
  const auto five = [] {
    std::string records;
    for (int i = 0; i < 5; ++i)
      records += user_xml(fmt::format("s{}", i), "<purge_date>2026-11-22</purge_date>");
    return users(records);
  }();
  EXPECT_EQ(load(five).job.message, "newly due for purge: 5 of 20 users (25.0 %, limit 20.0 %)");
  run_again(five, sis::GuardMode::approved);
  EXPECT_EQ(last_.counts.at("newly_due_approved"), 5);
  EXPECT_EQ(due(5, 4).job.status, JobStatus::completed_successfully);
}

TEST_F(GuardedLoad, a_first_load_does_not_count_among_the_loads_of_the_day) {
  profile_.guard.newly_due = 0.2;
  load(everybody_with("<purge_date>2026-11-22</purge_date>"));
  ASSERT_EQ(last_.counts.at("newly_due"), 20);
  const auto one = [](const char* id) {
    return users(user_xml(id, "<purge_date>2026-11-21</purge_date>"));
  };
  EXPECT_EQ(load(one("t1")).job.status, JobStatus::completed_with_warnings);
  for (const char* id : {"t2", "t3", "t4"}) load(one(id));
  EXPECT_EQ(load(one("t5")).job.message,
            "newly due for purge: 5 of 24 users, 4 of them by loads of the last 24 hours (20.8 %, "
            "limit 20.0 %)");
}

TEST_F(GuardedLoad, approved_is_applied_under_its_own_number) {
  load(everybody_with(kQuiet));
  const std::string feed = everybody_with(std::string(kQuiet) + "<last_name>King</last_name>");
  const Ended held = load(feed);
  const Ended approved = run_again(feed, sis::GuardMode::approved);
  EXPECT_EQ(approved.job.number, held.job.number);
  EXPECT_EQ(approved.summary(),
            "completed_successfully: 20 processed, 0 created, 20 updated, 0 unchanged, 0 rejected");
  EXPECT_EQ(approved.job.message, "");
  EXPECT_EQ(approved.lines, held.lines) << "the preview was the truth";
  EXPECT_EQ(field("s7", "last_name"), "King");
}

TEST_F(GuardedLoad, approved_is_held_again_when_it_is_worse_than_what_was_shown) {
  load(everybody_with(kQuiet));
  set("s19", "last_name", "King");
  const std::string feed = everybody_with(std::string(kQuiet) + "<last_name>King</last_name>", 8);
  load(feed);
  EXPECT_EQ(last_.message, "updated: 11 of 20 users (55.0 %, limit 50.0 %)");
  set("s19", "last_name", "Noel King");
  EXPECT_EQ(run_again(feed, sis::GuardMode::approved).job.message,
            "updated: 12 of 20 users (60.0 %, limit 50.0 %); approved: 11");
  EXPECT_EQ(field("s9", "last_name"), "");
  EXPECT_EQ(run_again(feed, sis::GuardMode::approved).job.status,
            JobStatus::completed_successfully);
}

TEST_F(GuardedLoad, approved_is_held_again_when_somebody_was_erased_since_it_was_shown) {
  load(everybody_with(kQuiet));
  request_.was_erased = [](Transaction&, const User&) -> sis::WasErased {
    return {sis::WasErased::Answer::yes, {}};
  };
  const std::string feed = everybody_with(std::string(kQuiet) + "<last_name>King</last_name>");
  load(feed);
  {
    const auto transaction = store_->begin(Access::write);
    const UserId ids[] = {find_user(*transaction, "s7").value().id};
    transaction->remove(transaction->get(ids));
    transaction->commit();
  }
  const Ended again = run_again(feed, sis::GuardMode::approved);
  EXPECT_EQ(again.job.status, JobStatus::held);
  EXPECT_EQ(again.job.message, "created although erased before: 1; approved: 0");
  EXPECT_FALSE(exists("s7"));
  EXPECT_EQ(run_again(feed, sis::GuardMode::approved).job.counts.at("created"), 1)
      << "now it was shown";
}

TEST_F(GuardedLoad, a_dry_run_says_that_it_would_be_held) {
  load(everybody_with(kQuiet));
  request_.dry_run = DryRun::yes;
  expect_held(everybody_with(std::string(kQuiet) + "<last_name>King</last_name>"),
              "updated: 20 of 20 users (100.0 %, limit 50.0 %)");
}

TEST_F(GuardedLoad, below_the_smallest_size_anything_goes) {
  profile_.guard.from = 21;
  load(everybody_with(kQuiet));
  load(everybody_with("<purge_date>2026-11-22</purge_date>", 19));
  EXPECT_EQ(last_.status, JobStatus::completed_successfully);
}

}  // namespace
}  // namespace roster::test
