// The guard: a load whose numbers look wrong waits for a person.
#include "sis/load/guard.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

using sis::check_guard;
using sis::Guard;
using sis::LoadNumbers;

/// What the default guard says; "" when nothing.
std::string verdict(const LoadNumbers& numbers) {
  return check_guard(Guard{}, numbers).value_or("");
}

TEST(GuardLimits, an_ordinary_night_passes) {
  LoadNumbers numbers;
  numbers.processed = 20411;
  numbers.updated = 204;
  numbers.rejected = 2;
  numbers.population = 20000;
  numbers.previous = 20400;
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, a_share_at_its_limit_passes_and_one_more_does_not) {
  LoadNumbers numbers;
  numbers.processed = 1000;
  numbers.rejected = 50;
  EXPECT_EQ(verdict(numbers), "");
  numbers.rejected = 51;
  EXPECT_EQ(verdict(numbers), "rejected: 51 of 1000 records (5.1 %, limit 5.0 %)");
}

TEST(GuardLimits, each_is_told_in_words) {
  LoadNumbers numbers;
  numbers.processed = 1000;
  numbers.rejected = 100;
  numbers.updated = 600;
  numbers.newly_due = 30;
  numbers.population = 2000;
  numbers.previous = 2000;
  EXPECT_EQ(verdict(numbers),
            "rejected: 100 of 1000 records (10.0 %, limit 5.0 %); "
            "updated: 600 of 1000 records (60.0 %, limit 50.0 %); "
            "newly due for purge: 30 of 2000 users (1.5 %, limit 1.0 %); "
            "shrink: 1000 of 2000 records missing against the load before (50.0 %, limit 30.0 %)");
}

TEST(GuardLimits, small_feeds_are_not_guarded) {
  LoadNumbers numbers;
  numbers.processed = 99;
  numbers.rejected = 99;
  numbers.updated = 99;
  numbers.newly_due = 99;
  numbers.population = 99;
  numbers.previous = 99;
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, a_first_load_and_a_growing_feed_do_not_shrink) {
  LoadNumbers numbers;
  numbers.processed = 100000;
  EXPECT_EQ(verdict(numbers), "");
  numbers.previous = 1000;
  EXPECT_EQ(verdict(numbers), "");
}

// In a load ------------------------------------------------------------------------------------

class GuardedLoad : public LoadTest {
 protected:
  GuardedLoad() { profile_.guard.from = 10; }

  static constexpr int kPeople = 20;

  /// Twenty people, or those from `first` on; each with these elements.
  static std::string everybody_with(std::string_view elements, int first = 0) {
    std::string records;
    for (int i = first; i < kPeople; ++i) records += user_xml(fmt::format("s{}", i), elements);
    return users(records);
  }
  static constexpr std::string_view kQuiet = "<purge_date>2030-01-01</purge_date>";

  /// Loads what the guard must hold back: `why` is told, and nothing is applied.
  void expect_held(const std::string& feed, std::string_view why) {
    const auto before = dump();
    const Ended ended = load(feed);
    EXPECT_EQ(ended.job.status, JobStatus::held);
    EXPECT_EQ(ended.job.message, why);
    EXPECT_EQ(dump(), before);
    EXPECT_EQ(to_json(job(last_.number)), to_json(ended.job));
  }
};

TEST_F(GuardedLoad, many_rejected_records_hold_it) {
  load(everybody_with(kQuiet));
  std::string feed = everybody_with(kQuiet);
  feed.replace(feed.find("</user>"), 7, "<x></user>");
  feed.replace(feed.find("</user>", feed.find("s1<")), 7, "<x></user>");
  expect_held(feed, "rejected: 2 of 20 records (10.0 %, limit 5.0 %)");
}

TEST_F(GuardedLoad, many_updates_hold_it) {
  load(everybody_with(kQuiet));
  expect_held(everybody_with(std::string(kQuiet) + "<last_name>King</last_name>"),
              "updated: 20 of 20 records (100.0 %, limit 50.0 %)");
}

TEST_F(GuardedLoad, many_people_due_for_purge_at_once_hold_it) {
  load(everybody_with(kQuiet));
  profile_.guard.updated = 1;
  expect_held(everybody_with("<purge_date>2026-11-22</purge_date>"),
              "newly due for purge: 20 of 20 users (100.0 %, limit 1.0 %)");
}

TEST_F(GuardedLoad, people_due_are_a_share_of_all_whom_the_profile_had_before) {
  profile_.code = "OTHER";
  load(users(user_xml("guest", kQuiet)));
  profile_.code = "SIS";
  load(everybody_with(kQuiet));
  profile_.guard = {.rejected = 0, .updated = 1, .newly_due = 0.2, .shrink = 1, .from = 10};
  // Some of the twenty are due, most are not mentioned; one comes from another profile, two are
  // new.
  const auto night = [](int due) {
    std::string records;
    for (int i = 0; i < due; ++i)
      records += user_xml(fmt::format("s{}", i), "<purge_date>2026-11-22</purge_date>");
    for (const char* id : {"guest", "new", "newer"}) records += user_xml(id, kQuiet);
    return users(records);
  };
  expect_held(night(5), "newly due for purge: 5 of 20 users (25.0 %, limit 20.0 %)");
  load(night(4));
  EXPECT_EQ(last_.status, JobStatus::completed_with_warnings);  // the guest has changed profile
}

TEST_F(GuardedLoad, a_feed_that_shrank_holds_it) {
  load(everybody_with(kQuiet));
  expect_held(everybody_with(kQuiet, 7),
              "shrink: 7 of 20 records missing against the load before (35.0 %, limit 30.0 %)");
}

TEST_F(GuardedLoad, is_measured_against_the_last_load_that_was_applied) {
  load(everybody_with(kQuiet));
  const std::string held = everybody_with(kQuiet, 7);
  load(held);
  EXPECT_EQ(last_.status, JobStatus::held);
  request_.dry_run = DryRun::yes;
  load(everybody_with(kQuiet, 3));
  EXPECT_EQ(last_.status, JobStatus::completed_successfully);
  request_.dry_run = DryRun::no;
  expect_held(held,
              "shrink: 7 of 20 records missing against the load before (35.0 %, limit 30.0 %)");
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

TEST_F(GuardedLoad, a_dry_run_says_that_it_would_be_held) {
  load(everybody_with(kQuiet));
  request_.dry_run = DryRun::yes;
  expect_held(everybody_with(kQuiet, 7),
              "shrink: 7 of 20 records missing against the load before (35.0 %, limit 30.0 %)");
}

TEST_F(GuardedLoad, below_the_smallest_size_anything_goes) {
  profile_.guard.from = 21;
  load(everybody_with(kQuiet));
  load(everybody_with("<purge_date>2026-11-22</purge_date>", 19));
  EXPECT_EQ(last_.status, JobStatus::completed_successfully);
}

}  // namespace
}  // namespace roster::test
