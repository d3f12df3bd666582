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
std::string verdict(const LoadNumbers& numbers) { return in_words(check_guard(Guard{}, numbers)); }

LoadNumbers thousand_users() {
  LoadNumbers numbers;
  numbers.processed = numbers.population = numbers.expected = 1000;
  return numbers;
}

TEST(GuardLimits, an_ordinary_night_passes) {
  LoadNumbers numbers;
  numbers.full = true;
  numbers.processed = 20411;
  numbers.created = 411;
  numbers.updated = 204;
  numbers.rejected = 2;
  numbers.population = numbers.expected = 20000;
  numbers.missing = 100;
  numbers.absent = 40;
  numbers.newly_due = 30;
  numbers.cleared = {{"emails", 150, 15000}};
  numbers.announced = 20411;
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, a_share_at_its_limit_passes_and_one_more_does_not) {
  LoadNumbers numbers = thousand_users();
  numbers.rejected = 50;
  EXPECT_EQ(verdict(numbers), "");
  numbers.rejected = 51;
  EXPECT_EQ(verdict(numbers), "rejected: 51 of 1000 records (5.1 %, limit 5.0 %)");
}

TEST(GuardLimits, each_is_told_in_words) {
  LoadNumbers numbers = thousand_users();
  numbers.full = true;
  numbers.rejected = 100;
  numbers.updated = 600;
  numbers.created = 501;
  numbers.missing = 400;
  numbers.absent = 60;
  numbers.newly_due = 30;
  numbers.cleared = {{"user_identifiers", 150, 300}, {"emails", 10, 100}};
  numbers.announced = 1200;
  EXPECT_EQ(verdict(numbers),
            "rejected: 100 of 1000 records (10.0 %, limit 5.0 %); "
            "updated: 600 of 1000 records (60.0 %, limit 50.0 %); "
            "created: 501 against 1000 users (50.1 %, limit 50.0 %); "
            "shrink: 400 of 1000 users are not in the feed (40.0 %, limit 30.0 %); "
            "absent: 60 of 1000 users would be marked (6.0 %, limit 5.0 %); "
            "announced: the feed states 1200 records but contains 1000; "
            "newly due for purge: 30 of 1000 users (3.0 %, limit 1.0 %); "
            "cleared: 150 of 300 users would lose user_identifiers (50.0 %, limit 20.0 %)");
}

TEST(GuardLimits, updates_of_a_feed_of_changes_are_a_share_of_the_users) {
  LoadNumbers numbers = thousand_users();
  numbers.processed = 500;
  numbers.updated = 500;
  EXPECT_EQ(verdict(numbers), "");
  numbers.processed = numbers.updated = 501;
  EXPECT_EQ(verdict(numbers), "updated: 501 of 1000 users (50.1 %, limit 50.0 %)");
}

TEST(GuardLimits, a_small_feed_into_a_large_store_is_guarded) {
  LoadNumbers numbers = thousand_users();
  numbers.processed = 11;
  numbers.newly_due = 11;
  EXPECT_EQ(verdict(numbers), "newly due for purge: 11 of 1000 users (1.1 %, limit 1.0 %)");
}

TEST(GuardLimits, few_users_are_not_guarded) {
  LoadNumbers numbers;
  numbers.full = true;
  numbers.processed = numbers.rejected = numbers.updated = numbers.created = 99;
  numbers.population = numbers.expected = numbers.missing = numbers.absent = 99;
  numbers.newly_due = 99;
  numbers.cleared = {{"emails", 99, 99}};
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, few_hits_are_no_reason_to_hold) {
  LoadNumbers numbers = thousand_users();
  numbers.full = true;
  numbers.processed = numbers.rejected = numbers.updated = 9;
  numbers.newly_due = 9;
  EXPECT_EQ(verdict(numbers), "");
  numbers.processed = numbers.rejected = 10;
  numbers.updated = 0;
  EXPECT_EQ(verdict(numbers), "rejected: 10 of 10 records (100.0 %, limit 5.0 %)");
}

TEST(GuardLimits, a_first_load_is_held_for_rejected_records_alone) {
  LoadNumbers numbers;
  numbers.full = true;
  numbers.processed = 100000;
  numbers.created = 90000;
  EXPECT_EQ(verdict(numbers), "");
  numbers.rejected = 10000;
  EXPECT_EQ(verdict(numbers), "rejected: 10000 of 100000 records (10.0 %, limit 5.0 %)");
}

TEST(GuardLimits, a_full_feed_without_users_never_passes_while_there_are_users) {
  LoadNumbers numbers;
  numbers.full = true;
  EXPECT_EQ(verdict(numbers), "");
  numbers.population = 1;
  EXPECT_EQ(verdict(numbers), "empty: the feed has no users, and the profile has 1");
  numbers.full = false;
  EXPECT_EQ(verdict(numbers), "");
}

TEST(GuardLimits, loads_of_a_day_are_one_for_those_newly_due) {
  LoadNumbers numbers = thousand_users();
  numbers.newly_due = 4;
  numbers.newly_due_before = 7;
  EXPECT_EQ(verdict(numbers),
            "newly due for purge: 11 of 1000 users, 7 of them by loads of the last 24 hours "
            "(1.1 %, limit 1.0 %)");
}

TEST(GuardLimits, what_few_had_is_no_reason_to_hold) {
  LoadNumbers numbers = thousand_users();
  numbers.cleared = {{"emails", 99, 99}};
  EXPECT_EQ(verdict(numbers), "");
  numbers.cleared = {{"emails", 100, 100}};
  EXPECT_EQ(verdict(numbers),
            "cleared: 100 of 100 users would lose emails (100.0 %, limit 20.0 %)");
}

TEST(GuardLimits, what_a_person_saw_passes_and_anything_worse_does_not) {
  LoadNumbers numbers = thousand_users();
  numbers.updated = 600;
  numbers.rejected = 60;
  const auto worse = [&](const std::map<std::string, std::int64_t>& shown) {
    return in_words(worse_than_shown(check_guard(Guard{}, numbers), shown));
  };
  EXPECT_EQ(worse({{"updated", 600}, {"rejected", 60}}), "");
  EXPECT_EQ(worse({{"updated", 599}, {"rejected", 70}}),
            "updated: 600 of 1000 users (60.0 %, limit 50.0 %); approved: 599");
}

// In a load ------------------------------------------------------------------------------------

class GuardedLoad : public LoadTest {
 protected:
  GuardedLoad() {
    profile_.guard.from = 10;
    profile_.guard.at_least = 2;
  }

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
              "updated: 20 of 20 users (100.0 %, limit 50.0 %)");
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
  profile_.guard = {.rejected = 0, .updated = 1, .newly_due = 0.2, .from = 10, .at_least = 2};
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

TEST_F(GuardedLoad, newcomers_who_are_due_count_as_well) {
  load(everybody_with(kQuiet));
  expect_held(users(user_xml("old1", "<purge_date>2020-01-01</purge_date>") +
                    user_xml("old2", "<purge_date>2020-01-01</purge_date>")),
              "newly due for purge: 2 of 20 users (10.0 %, limit 1.0 %)");
}

TEST_F(GuardedLoad, many_newcomers_hold_it) {
  load(everybody_with(kQuiet));
  std::string records;
  for (int i = 0; i < 11; ++i) records += user_xml(fmt::format("new{}", i), kQuiet);
  expect_held(users(records), "created: 11 against 20 users (55.0 %, limit 50.0 %)");
}

TEST_F(GuardedLoad, many_who_lose_a_list_hold_it) {
  const auto night = [](int with_card) {
    std::string records;
    for (int i = 0; i < kPeople; ++i)
      records +=
          user_xml(fmt::format("s{}", i),
                   std::string(kQuiet) + (i < with_card ? barcode(fmt::format("b{}", i)) : ""));
    return users(records);
  };
  load(night(20));
  expect_held(night(15),
              "cleared: 5 of 20 users would lose user_identifiers (25.0 %, limit 20.0 %)");
  EXPECT_EQ(load(night(16)).job.status, JobStatus::completed_successfully);
}

TEST_F(GuardedLoad, a_file_without_users_holds_a_full_feed) {
  profile_.full = true;
  load(users(user_xml("s1", kQuiet)));
  expect_held(users(""), "empty: the feed has no users, and the profile has 1");
}

TEST_F(GuardedLoad, changes_of_any_number_of_people_do_not_hold_it_when_they_are_harmless) {
  load(everybody_with(kQuiet));
  EXPECT_EQ(load(everybody_with(kQuiet, 17)).job.status, JobStatus::completed_successfully);
  EXPECT_EQ(
      load(everybody_with(std::string(kQuiet) + "<last_name>King</last_name>", 11)).job.status,
      JobStatus::completed_successfully);
}

class GuardedFullLoad : public GuardedLoad {
 protected:
  GuardedFullLoad() {
    profile_.full = true;
    load(everybody_with(kQuiet));
  }
  const std::string kHalf = everybody_with(kQuiet, 7);
  static constexpr std::string_view kShrank =
      "shrink: 7 of 20 users are not in the feed (35.0 %, limit 30.0 %)";
};

TEST_F(GuardedFullLoad, is_held_when_many_are_missing) { expect_held(kHalf, kShrank); }

TEST_F(GuardedFullLoad, is_measured_against_who_is_there_whatever_was_loaded_in_between) {
  expect_held(kHalf, kShrank);
  profile_.full = false;
  load(users(user_xml("s7", std::string(kQuiet) + "<last_name>King</last_name>")));
  EXPECT_EQ(last_.status, JobStatus::completed_successfully);
  profile_.full = true;
  expect_held(kHalf, kShrank);
  request_.extent = sis::Extent::partial;
  EXPECT_EQ(load(kHalf).job.status, JobStatus::completed_successfully);
  request_.extent = sis::Extent::by_profile;
  expect_held(kHalf, kShrank);
}

TEST_F(GuardedFullLoad, is_held_when_it_has_fewer_records_than_it_announces) {
  std::string feed = everybody_with(kQuiet, 1);
  feed.insert(feed.find('>'), " total_record_count=\"20\"");
  expect_held(feed, "announced: the feed states 20 records but contains 19");
  feed.replace(feed.find("20"), 2, "19");
  EXPECT_EQ(load(feed).job.status, JobStatus::completed_successfully);
}

TEST_F(GuardedFullLoad, does_not_count_twice_who_was_missing_before) {
  load(everybody_with(kQuiet, 5));
  EXPECT_EQ(last_.status, JobStatus::completed_successfully);
  EXPECT_EQ(load(everybody_with(kQuiet, 9)).job.status, JobStatus::completed_successfully)
      << "4 of 15";
  expect_held(everybody_with(kQuiet, 14),
              "shrink: 5 of 11 users are not in the feed (45.5 %, limit 30.0 %)");
}

TEST_F(GuardedFullLoad, is_held_when_many_would_be_marked_absent) {
  profile_.absent = {1, "INACTIVE", 30};
  expect_held(everybody_with(kQuiet, 2),
              "absent: 2 of 20 users would be marked (10.0 %, limit 5.0 %)");
}

// What earlier loads say -------------------------------------------------------------------------

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
