// A record whose bytes were read before is not read again, unless something else has changed that
// decides what it becomes. A record that is read says so: the warning about its odd date comes
// again, with the line `unchanged`; one that is not read leaves no line.
#include "sis/load/read_feed.hpp"
#include "tests/sis/unpack/archives.hpp"
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

// Several batches --------------------------------------------------------------------------------

/// A feed of ten batches, of which the store knows every record.
class ManyKnown : public LoadTest {
 protected:
  ManyKnown() { load(feed()); }

  static std::string barcode_of(int i) { return barcode(std::to_string(100'000 + i)); }
  /// A name, besides the barcode, for one of so many.
  static std::function<std::string(int)> another_name(int of) {
    return
        [of](int i) { return barcode_of(i) + (i % of == 0 ? element("last_name", "Other") : ""); };
  }

  static std::string records(const std::function<std::string(int)>& elements = barcode_of) {
    static const std::string kLong = "<!--" + std::string(900, 'x') + "-->";
    std::string records;
    for (int i = 0; i < 2500; ++i)
      records += user_xml(fmt::format("s{:05}", i), kLong + elements(i));
    return records;
  }
  static std::string feed(const std::function<std::string(int)>& elements = barcode_of) {
    return users(records(elements));
  }

  /// How many batches come together and how many of their records are to be looked up.
  std::string together(const std::string& feed) {
    const auto transaction = store_->begin(Access::read);
    const auto known = sis::DigestIndex::of(*transaction);
    const sis::ReadOptions options =
        read_options(profile_, profile_.synchronize, JobKind::synchronize, &known);
    const MemoryFile file(feed);
    std::string found;
    sis::read_feed(file.fd(), "users", {}, options, 2, [&](std::span<sis::ReadBatch> batches) {
      std::size_t to_look_up = 0;
      for (const sis::ReadBatch& batch : batches) to_look_up += batch.to_look_up;
      found += fmt::format("{}:{} ", batches.size(), to_look_up);
    });
    return found;
  }
};

TEST_F(ManyKnown, batches_with_few_records_to_look_up_come_together) {
  EXPECT_EQ(together(feed()), "4:0 4:0 4:0 ");
  EXPECT_EQ(together(feed(another_name(25))), "4:30 4:39 4:31 ");
  EXPECT_EQ(together(feed(another_name(10))), "3:50 2:49 2:48 2:49 3:54 ");
  EXPECT_EQ(together(feed(another_name(3))),
            "1:1 1:81 1:81 1:81 1:81 1:81 1:81 1:81 1:81 1:81 1:81 1:23 ");
}

TEST_F(ManyKnown, a_person_is_found_twice_in_batches_that_come_together) {
  std::string twice = records(another_name(1000));
  twice.insert(twice.find("<user>", twice.size() / 5), user_xml("S00000"));
  EXPECT_EQ(load(users(twice)).summary(),
            "completed_with_errors: 2501 processed, 0 created, 3 updated, 2497 unchanged, "
            "1 rejected");
  EXPECT_EQ(field("s00000", "last_name"), "Other");
}

TEST_F(ManyKnown, an_identifier_is_free_as_soon_as_an_earlier_batch_gave_it_up) {
  const Ended ended = load(feed([](int i) {
    return i == 10 ? barcode("new") : i == 400 ? barcode("100010") : barcode_of(i);
  }));
  EXPECT_EQ(ended.job.counts.at("updated"), 2) << ended.lines;
  EXPECT_EQ(user("s00400").user_identifiers.front().value, "100010");
}

TEST_F(ManyKnown, an_archives_documents_are_told_in_their_order) {
  const auto document = [](std::string_view id) {
    return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
           users(user_xml(id, element("last_name", "O\x92 Brien")));
  };
  const Ended ended = load(sis::testing::Zip()
                               .add({.name = "a.xml", .text = document("ada")})
                               .add({.name = "b.xml", .text = document("bob")})
                               .bytes());
  std::string told;
  std::istringstream lines(ended.lines);
  for (std::string line; std::getline(lines, line);) told += line.substr(0, 40) + '\n';
  EXPECT_EQ(told, R"({"outcome":"warned","entry":"a.xml","lin)"
                  "\n"
                  R"({"outcome":"created","primary_id":"ada",)"
                  "\n"
                  R"({"outcome":"warned","entry":"b.xml","lin)"
                  "\n"
                  R"({"outcome":"created","primary_id":"bob",)"
                  "\n");
}

}  // namespace
}  // namespace roster::test
