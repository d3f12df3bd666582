// A record whose bytes were read before is not read again, unless something else has changed that
// decides what it becomes. A record that is read says so: the warning about its odd date comes
// again, with the line `unchanged`; one that is not read leaves no line.
#include "tests/support/load_fixture.hpp"

namespace roster::test {
namespace {

class SecondNight : public LoadTest {
 protected:
  SecondNight() { load(kFeed); }

  const std::string kFeed = users(user_xml("ada",
                                           "<last_name>King</last_name><expiry_date>Z</expiry_date>"
                                           "<purge_date>2030-01-01</purge_date>" +
                                               barcode("100")));

  bool is_read_again() { return load(kFeed).job.warnings.contains("bad_date"); }
};

TEST_F(SecondNight, nothing_is_read_when_nothing_changed) {
  const Ended ended = load(kFeed);
  EXPECT_EQ(ended.summary(),
            "completed_successfully: 1 processed, 0 created, 0 updated, 1 unchanged, 0 rejected");
  EXPECT_EQ(ended.lines, "");
}

TEST_F(SecondNight, a_record_elsewhere_in_the_file_is_the_same) {
  std::string feed = kFeed;
  feed.insert(feed.find("<user>"), "\n<!-- a comment -->\n" + user_xml("bob"));
  const Ended ended = load(feed);
  EXPECT_EQ(ended.job.counts.at("unchanged"), 1);
  EXPECT_FALSE(ended.job.warnings.contains("bad_date"));
}

TEST_F(SecondNight, one_blank_more_is_read_and_changes_nothing) {
  std::string feed = kFeed;
  feed.insert(feed.find("King"), " ");
  const Ended ended = load(feed);
  EXPECT_EQ(ended.lines,
            R"({"outcome":"unchanged","primary_id":"ada","line":1,"warnings":[)"
            R"({"code":"bad_date","line":1,"message":"expiry_date: 'Z' is not a date; ignored"},)"
            R"({"code":"no_purge_date","line":1,)"
            R"("message":"the user has no purge date and will never be purged"}]})"
            "\n");
  EXPECT_EQ(load(feed).lines, "") << "and is known from then on";
}

TEST_F(SecondNight, an_edit_by_staff_is_undone_by_reading_again) {
  set("ada", "last_name", "Byron");
  EXPECT_EQ(load(kFeed).job.counts.at("updated"), 1);
  EXPECT_EQ(field("ada", "last_name"), "King");
  EXPECT_FALSE(is_read_again());
}

TEST_F(SecondNight, an_undone_load_is_loaded_again) {
  const std::string other = users(user_xml("ada", "<last_name>Byron</last_name>"));
  load(other);
  undo(last_.number);
  EXPECT_EQ(field("ada", "last_name"), "King");
  EXPECT_EQ(load(other).job.counts.at("updated"), 1);
  EXPECT_EQ(field("ada", "last_name"), "Byron");
}

TEST_F(SecondNight, another_profile_reads_anew) {
  profile_.code = "HR";
  EXPECT_TRUE(is_read_again());
  EXPECT_FALSE(is_read_again());
}

TEST_F(SecondNight, an_import_reads_anew_and_finds_everybody_there) {
  EXPECT_EQ(import(kFeed).summary(),
            "completed_with_errors: 1 processed, 0 created, 0 updated, 0 unchanged, 1 rejected");
}

TEST_F(SecondNight, every_setting_that_decides_what_a_record_becomes_makes_it_read_again) {
  const std::pair<const char*, std::function<void(sis::Profile&)>> settings[] = {
      {"record type", [](auto& p) { p.synchronize.record_type = "STAFF"; }},
      {"matching", [](auto& p) { p.synchronize.match = "BARCODE"; }},
      {"unmatched", [](auto& p) { p.synchronize.unmatched = sis::Unmatched::reject; }},
      {"schema", [](auto& p) { p.synchronize.xsd.kind = sis::XsdChoice::Kind::v2; }},
      {"mandatory", [](auto& p) { p.mandatory = {"last_name"}; }},
      {"made-up ids", [](auto& p) { p.generate_primary_id = true; }},
      {"purge date", [](auto& p) { p.purge_date.default_days = 1; }},
      {"no purge date", [](auto& p) { p.purge_date.default_days = {}; }},
      {"purge date of a group", [](auto& p) { p.purge_date.days_by_group["STAFF"] = 1; }},
      {"overruling", [](auto& p) { p.purge_date.overrule_feed = true; }},
  };
  const sis::Profile before = profile_;
  for (const auto& [name, change] : settings) {
    profile_ = before;
    load(kFeed);
    EXPECT_FALSE(is_read_again()) << name;
    change(profile_);
    EXPECT_TRUE(is_read_again()) << name;
  }
}

TEST_F(SecondNight, strict_reading_reads_anew) {
  profile_.reading = sis::Reading::strict;
  EXPECT_EQ(load(kFeed).job.counts.at("rejected"), 1);
}

TEST_F(SecondNight, settings_that_change_no_record_do_not) {
  profile_.description = "another description";
  profile_.contact = {"somebody@example.edu"};
  profile_.synchronize.schedule = "@daily";
  profile_.guard.updated = 1;
  profile_.full = true;
  EXPECT_FALSE(is_read_again());
}

TEST_F(SecondNight, the_same_record_twice_in_a_feed_is_one_person_twice) {
  const std::string record = kFeed.substr(7, kFeed.size() - 15);
  const Ended ended = load(users(record + record));
  EXPECT_EQ(ended.lines,
            R"({"outcome":"rejected","primary_id":"ada","line":1,"code":"identifier_taken",)"
            R"("message":"Identifier of type primary_id and value ada is already taken in this )"
            R"(feed"})"
            "\n");
}

TEST_F(SecondNight, a_known_record_behind_a_new_one_of_the_same_person_is_rejected) {
  const std::string record = kFeed.substr(7, kFeed.size() - 15);
  load(users(user_xml("ADA", "<last_name>Byron</last_name>") + record));
  EXPECT_EQ(last_.counts.at("updated"), 1);
  EXPECT_EQ(last_.counts.at("rejected"), 1);
  EXPECT_EQ(field("ada", "last_name"), "Byron");
}

TEST_F(SecondNight, somebody_removed_is_created_again) {
  {
    const auto transaction = store_->begin(Access::write);
    const UserId ids[] = {find_user(*transaction, "ada").value().id};
    transaction->remove(transaction->get(ids));
    transaction->commit();
  }
  EXPECT_EQ(load(kFeed).job.counts.at("created"), 1);
}

}  // namespace
}  // namespace roster::test
