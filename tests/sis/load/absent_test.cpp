// Absence: people who are missing from full feeds.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class AbsentPeople : public LoadTest {
 protected:
  AbsentPeople() {
    profile_.full = true;
    profile_.absent = {3, "INACTIVE", 180};
    load(ada_and_bob());
  }

  static std::string ada_and_bob() { return users(person("ada") + person("bob")); }
  static std::string ada_alone() { return users(person("ada")); }

  void next_day() {
    now_.time += std::chrono::days(1);
    now_.today += std::chrono::days(1);
  }
  Ended nights_without_bob(int nights) {
    Ended ended;
    for (int i = 0; i < nights; ++i) {
      next_day();
      ended = load(ada_alone());
    }
    return ended;
  }
  std::string bob() { return field("bob", "status") + ' ' + field("bob", "purge_date"); }
};

constexpr std::string_view kBobLeft =
    R"({"outcome":"absent","primary_id":"bob","fields":["purge_date","status"]})"
    "\n";

TEST_F(AbsentPeople, are_left_alone_at_first) {
  EXPECT_EQ(nights_without_bob(2).summary(),
            "completed_successfully: 1 processed, 0 created, 0 updated, 1 unchanged, 0 rejected, "
            "0 absent");
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(AbsentPeople, get_status_and_purge_date_when_they_were_missing_often_enough) {
  const Ended third = nights_without_bob(3);
  EXPECT_EQ(third.summary(),
            "completed_successfully: 1 processed, 0 created, 0 updated, 1 unchanged, 0 rejected, "
            "1 absent");
  EXPECT_EQ(third.lines, kBobLeft);
  EXPECT_EQ(bob(), "INACTIVE 2027-05-24");  // 2026-11-25 and 180 days
}

// A record that had two people's identifiers was settled late, and its user was not noted.
TEST_F(AbsentPeople, are_not_those_who_gave_an_identifier_to_somebody_else) {
  profile_.absent.after = 1;
  const auto with = [](const char* id, std::initializer_list<const char*> codes) {
    std::string list;
    for (const char* code : codes)
      list += fmt::format(
          "<user_identifier><id_type>BARCODE</id_type><value>{}</value></user_identifier>", code);
    return person(id, "<user_identifiers>" + list + "</user_identifiers>");
  };
  const std::string others = with("ada", {"a1"}) + with("bob", {"a2"});
  profile_.synchronize.match = "primary_id";
  next_day();
  load(users(with("x", {"b1"}) + with("y", {"b2", "b3"}) + others));
  profile_.synchronize.match = "BARCODE";
  next_day();
  const Ended ended = load(users(with("x", {"b1", "b2"}) + with("y", {"b3"}) + others));
  EXPECT_EQ(ended.job.counts.at("absent"), 0) << ended.lines;
}

TEST_F(AbsentPeople, get_them_once) {
  nights_without_bob(3);
  set("bob", "status", "ACTIVE");
  EXPECT_EQ(nights_without_bob(4).job.counts.at("absent"), 0);
  EXPECT_EQ(bob(), "ACTIVE 2027-05-24") << "what staff decide after that stands";
}

TEST_F(AbsentPeople, keep_a_purge_date_that_is_earlier) {
  load(users(person("ada") + user_xml("bob", "<purge_date>2027-01-01</purge_date>")));
  nights_without_bob(3);
  EXPECT_EQ(bob(), "INACTIVE 2027-01-01");
}

TEST_F(AbsentPeople, who_come_back_are_as_the_feed_says_and_count_from_the_start) {
  nights_without_bob(3);
  EXPECT_EQ(load(ada_and_bob()).lines, updated("bob", R"("purge_date","status")"));
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
  EXPECT_EQ(nights_without_bob(2).job.counts.at("absent"), 0);
  EXPECT_EQ(nights_without_bob(1).job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, are_counted_once_a_day_however_often_the_night_is_sent) {
  nights_without_bob(2);
  load(ada_alone());
  load(ada_alone());
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
  EXPECT_EQ(nights_without_bob(1).job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, who_come_back_are_not_counted_again_that_day) {
  nights_without_bob(2);
  next_day();
  load(ada_and_bob());
  load(ada_alone());
  EXPECT_EQ(nights_without_bob(2).job.counts.at("absent"), 0);
  EXPECT_EQ(nights_without_bob(1).job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, are_counted_by_the_very_same_file_on_each_day) {
  EXPECT_EQ(nights_without_bob(3).job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, are_not_counted_by_a_load_that_was_undone) {
  nights_without_bob(3);
  undo(last_.number);
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
  EXPECT_EQ(load(ada_alone()).job.counts.at("absent"), 1) << "missing again on that day";
  EXPECT_EQ(bob(), "INACTIVE 2027-05-24");
}

TEST_F(AbsentPeople, are_counted_by_the_loads_around_one_that_was_undone) {
  nights_without_bob(1);
  const JobNumber first = last_.number;
  nights_without_bob(1);
  undo(first);
  EXPECT_EQ(nights_without_bob(1).job.counts.at("absent"), 0);
  EXPECT_EQ(nights_without_bob(1).job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, whose_return_was_undone_go_on_where_they_were) {
  nights_without_bob(2);
  next_day();
  load(ada_and_bob());
  undo(last_.number);
  EXPECT_EQ(load(ada_alone()).job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, are_marked_when_the_policy_gets_stricter_than_they_were_missing) {
  profile_.absent.after = 5;
  nights_without_bob(3);
  profile_.absent.after = 2;
  EXPECT_EQ(load(ada_alone()).job.counts.at("absent"), 1) << "whoever counted on that day already";
  EXPECT_EQ(bob(), "INACTIVE 2027-05-24");
  set("bob", "status", "ACTIVE");
  EXPECT_EQ(nights_without_bob(2).job.counts.at("absent"), 0);
}

TEST_F(AbsentPeople, are_not_those_an_import_or_a_part_of_the_feed_lacks) {
  for (int i = 0; i < 4; ++i) {
    next_day();
    import(users(person(fmt::format("new{}", i))));
    request_.extent = sis::Extent::partial;
    load(ada_alone());
    request_.extent = sis::Extent::by_profile;
  }
  EXPECT_FALSE(last_.counts.contains("absent"));
  EXPECT_EQ(nights_without_bob(2).job.counts.at("absent"), 0);
}

TEST_F(AbsentPeople, who_come_back_in_between_count_from_the_start) {
  nights_without_bob(2);
  load(ada_and_bob());
  EXPECT_EQ(nights_without_bob(2).job.counts.at("absent"), 0);
}

TEST_F(AbsentPeople, are_not_those_whose_record_is_broken) {
  nights_without_bob(2);
  load(
      users(person("ada") + "<user><primary_id>bob</primary_id><last_name>R&D</last_name></user>"));
  EXPECT_EQ(last_.counts.at("rejected"), 1);
  EXPECT_EQ(last_.counts.at("absent"), 0);
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(AbsentPeople, are_not_those_whose_record_was_rejected_by_the_barcode_it_brought) {
  load(users(person("ada", barcode("100")) + person("bob")));
  for (int i = 0; i < 3; ++i)
    load(users(person("ada", barcode("100")) + person("bob", barcode("100"))));
  EXPECT_EQ(last_.counts.at("rejected"), 1);
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(AbsentPeople, are_not_those_who_lack_a_mandatory_field_and_are_known_by_their_barcode) {
  const std::string ada = person("ada", barcode("100"));
  load(users(ada + person("bob", barcode("200"))));
  profile_.synchronize.match = "BARCODE";
  profile_.mandatory = {"primary_id"};
  for (int i = 0; i < 3; ++i) load(users(ada + "<user>" + barcode("200") + "</user>"));
  EXPECT_EQ(last_.counts.at("rejected"), 1);
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

// Records that do not say whose they are ---------------------------------------------------------

constexpr std::string_view kNotCounted =
    R"({"outcome":"warned","warnings":[{"code":"absence_not_counted","message":"no user is )"
    R"(counted absent: 1 records of this feed do not identify their user"}]})"
    "\n";

class NamelessRecords : public AbsentPeople {
 protected:
  Ended night(std::string_view record) {
    next_day();
    return load(users(person("ada") + std::string(record)));
  }
};

TEST_F(NamelessRecords, may_be_anybodys_so_that_nobody_is_absent) {
  nights_without_bob(2);
  const Ended ended = night("<user>&</user>");
  EXPECT_EQ(ended.job.counts.at("absent"), 0);
  EXPECT_EQ(ended.job.warnings.at("absence_not_counted"), 1);
  EXPECT_TRUE(ended.lines.ends_with(kNotCounted)) << ended.lines;
  EXPECT_EQ(night("<user>&&</user>").job.counts.at("absent"), 0) << "other bytes";
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(NamelessRecords, that_were_there_before_do_not_switch_it_off_for_ever) {
  nights_without_bob(1);
  night("<user>&</user>");
  EXPECT_FALSE(night("<user>&</user>").job.warnings.contains("absence_not_counted"));
  EXPECT_EQ(night("<user>&</user>").job.counts.at("absent"), 1);
}

TEST_F(AbsentPeople, of_another_profile_are_none_of_this_feeds_business) {
  profile_.code = "HR";
  load(users(person("eve")));
  profile_.code = "SIS";
  nights_without_bob(3);
  EXPECT_EQ(field("eve", "status"), "ACTIVE");
}

TEST_F(AbsentPeople, that_the_library_keeps_itself_are_not_touched) {
  set("bob", "account_type", "INTERNAL");
  nights_without_bob(3);
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(AbsentPeople, do_not_exist_for_a_feed_of_changes) {
  profile_.full = false;
  EXPECT_FALSE(nights_without_bob(5).job.counts.contains("absent"));
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(AbsentPeople, do_not_count_in_loads_that_applied_nothing) {
  request_.dry_run = DryRun::yes;
  nights_without_bob(5);
  request_.dry_run = DryRun::no;
  load("<users><user>");
  EXPECT_EQ(nights_without_bob(2).job.counts.at("absent"), 0);
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

TEST_F(AbsentPeople, whose_purge_is_due_at_once_are_the_guards_business) {
  profile_.absent = {1, "", 0};
  profile_.guard = {.shrink = 1, .absent = 1, .from = 1, .at_least = 1};
  const Ended ended = load(ada_alone());
  EXPECT_EQ(ended.job.status, JobStatus::held);
  EXPECT_EQ(ended.job.message, "newly due for purge: 1 of 2 users (50.0 %, limit 1.0 %)");
  EXPECT_EQ(bob(), "ACTIVE 2030-01-01");
}

}  // namespace
}  // namespace roster::test
