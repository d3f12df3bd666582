// A load whose numbers look wrong waits for a person, and nothing of it is applied.
#include "tests/sis/load/guard/guarded_load.hpp"
#include "tests/sis/unpack/archives.hpp"

namespace roster::test {
namespace {

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

TEST_F(GuardedFullLoad, is_held_when_all_its_entries_have_fewer_than_one_of_them_announces) {
  const auto entry = [](int first, int end) {
    std::string records;
    for (int i = first; i < end; ++i) records += user_xml(fmt::format("s{}", i), kQuiet);
    return "<users total_record_count=\"20\">" + records + "</users>";
  };
  using sis::testing::tar_gz;
  expect_held(tar_gz({{"a.xml", entry(0, 10)}, {"b.xml", entry(10, 19)}}),
              "announced: the feed states 20 records but contains 19");
  EXPECT_EQ(load(tar_gz({{"a.xml", entry(0, 10)}, {"b.xml", entry(10, 20)}})).job.status,
            JobStatus::completed_successfully)
      << "the largest number counts, not the sum";
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

}  // namespace
}  // namespace roster::test
