// Swap All: the feed is the whole truth about a person, except for what staff entered.
#include "tests/support/load_fixture.hpp"

namespace roster::test {
namespace {

class SwapAll : public LoadTest {};

TEST_F(SwapAll, plain_fields_are_overwritten_and_cleared) {
  load(users(user_xml("ada",
                      "<first_name>Ada</first_name><last_name>King</last_name>"
                      "<job_description>Countess</job_description>"
                      "<expiry_date>2027-06-30Z</expiry_date>"
                      "<birth_date>1815-12-10</birth_date><gender>F</gender>")));
  const Ended second =
      load(users(user_xml("ada",
                          "<first_name>Augusta</first_name><last_name>King</last_name>"
                          "<expiry_date>2028-06-30Z</expiry_date>")));

  EXPECT_EQ(field("ada", "first_name"), "Augusta");
  EXPECT_EQ(field("ada", "last_name"), "King");
  EXPECT_EQ(field("ada", "job_description"), "");
  EXPECT_EQ(field("ada", "expiry_date"), "2028-06-30");
  EXPECT_EQ(field("ada", "birth_date"), "");
  EXPECT_EQ(field("ada", "gender"), "");
  EXPECT_EQ(second.lines,
            R"({"outcome":"updated","primary_id":"ada","line":1,"fields":["first_name",)"
            R"("job_description","gender","birth_date","expiry_date","purge_date"]})"
            "\n");
}

TEST_F(SwapAll, a_plain_field_that_staff_changed_is_the_feeds_again) {
  const std::string feed = users(user_xml("ada", "<expiry_date>2027-06-30Z</expiry_date>"));
  load(feed);
  set("ada", "expiry_date", "2030-01-01");
  EXPECT_EQ(load(feed).summary(),
            "completed_successfully: 1 processed, 0 created, 1 updated, 0 unchanged, 0 rejected");
  EXPECT_EQ(field("ada", "expiry_date"), "2027-06-30");
}

TEST_F(SwapAll, only_the_label_of_a_code_changed_and_that_is_a_change) {
  load(users(user_xml("ada", R"(<user_group desc="Staff">STAFF</user_group>)")));
  load(users(user_xml("ada", R"(<user_group desc="Employees">STAFF</user_group>)")));
  EXPECT_EQ(field("ada", "user_group"), "STAFF (Employees)");
}

/// Every kind of list, with what staff would add to it.
struct List {
  const char* name;    // of the field
  const char* item;    // what staff name it
  std::string first;   // elements with one item
  std::string second;  // with another
};

std::string contact(std::string_view list, std::string_view item, std::string_view value,
                    std::string_view type, std::string_view text) {
  return element(
      "contact_info",
      element(list, fmt::format(R"(<{0} preferred="true">{1}{2}</{0}>)", item, element(value, text),
                                element(std::string(item) + "_types",
                                        element(std::string(item) + "_type", type)))));
}
std::string note(std::string_view text) {
  return element("user_notes",
                 element("user_note", "<note_type>OTHER</note_type>" + element("note_text", text)));
}
std::string block(std::string_view code) {
  return element("user_blocks", element("user_block", element("block_description", code)));
}
std::string statistic(std::string_view code) {
  return element("user_statistics", element("user_statistic", element("statistic_category", code)));
}

const List kLists[] = {
    {"addresses", "address:home", contact("addresses", "address", "line1", "work", "1 Mill Lane"),
     contact("addresses", "address", "line1", "work", "2 Mill Lane")},
    {"emails", "email:home", contact("emails", "email", "email_address", "work", "a@example.edu"),
     contact("emails", "email", "email_address", "work", "b@example.edu")},
    {"phones", "phone:home", contact("phones", "phone", "phone_number", "work", "100"),
     contact("phones", "phone", "phone_number", "work", "200")},
    {"user_identifiers", "user_identifier:CARD", barcode("100"), barcode("200")},
    {"user_notes", "user_note:LIBRARY", note("one"), note("two")},
    {"user_blocks", "user_block:CASH", block("01"), block("02")},
    {"user_statistics", "user_statistic:BRANCH", statistic("MATHS"), statistic("LAW")},
};

void PrintTo(const List& list, std::ostream* out) { *out << list.name; }

class SwapAllLists : public LoadTest, public ::testing::WithParamInterface<List> {
 protected:
  /// How many items of the list come from the SIS, and how many from staff.
  std::pair<std::size_t, std::size_t> items() {
    const std::string shown = field("ada", GetParam().name);
    std::size_t internal = 0;
    for (auto at = shown.find("[internal]"); at != std::string::npos;
         at = shown.find("[internal]", at + 1))
      ++internal;
    const std::size_t all = shown.empty() ? 0 : std::stoul(shown);
    return {all - internal, internal};
  }
};

using Counts = std::pair<std::size_t, std::size_t>;

TEST_P(SwapAllLists, items_of_the_feed_replace_those_of_the_feed_before) {
  load(users(user_xml("ada", GetParam().first)));
  const std::string first = field("ada", GetParam().name);
  load(users(user_xml("ada", GetParam().second)));
  EXPECT_NE(field("ada", GetParam().name), first);
  EXPECT_EQ(items(), Counts(1, 0));
}

TEST_P(SwapAllLists, a_feed_without_them_removes_them) {
  load(users(user_xml("ada", GetParam().first)));
  load(users(user_xml("ada")));
  EXPECT_EQ(items(), Counts(0, 0));
}

TEST_P(SwapAllLists, what_staff_added_stays_whatever_the_feed_says) {
  load(users(user_xml("ada", GetParam().first)));
  set("ada", GetParam().item, "by hand");
  EXPECT_EQ(items(), Counts(1, 1));
  load(users(user_xml("ada", GetParam().second)));
  EXPECT_EQ(items(), Counts(1, 1));
  load(users(user_xml("ada")));
  EXPECT_EQ(items(), Counts(0, 1));
}

INSTANTIATE_TEST_SUITE_P(EveryList, SwapAllLists, ::testing::ValuesIn(kLists),
                         [](const auto& tested) { return std::string(tested.param.name); });

// Status and dates ---------------------------------------------------------------------------

TEST_F(SwapAll, who_has_no_status_in_the_feed_is_active) {
  load(users(user_xml("ada") + user_xml("bob", "<status>INACTIVE</status>")));
  EXPECT_EQ(field("ada", "status"), "ACTIVE");
  EXPECT_EQ(field("bob", "status"), "INACTIVE");
  load(users(user_xml("bob")));
  EXPECT_EQ(field("bob", "status"), "ACTIVE");
}

class PurgeDate : public LoadTest {
 protected:
  std::string after(std::string_view elements) {
    load(users(user_xml("ada", elements)));
    return field("ada", "purge_date");
  }
  static constexpr std::string_view kExpires = "<expiry_date>2027-06-30Z</expiry_date>";
};

TEST_F(PurgeDate, comes_from_the_feed_when_the_feed_has_one) {
  EXPECT_EQ(after(std::string(kExpires) + "<purge_date>2029-01-01</purge_date>"), "2029-01-01");
  EXPECT_EQ(last_.counts.at("purge_date_from_feed"), 1);
}

TEST_F(PurgeDate, else_from_the_expiry_date_by_the_users_group) {
  profile_.purge_date.days_by_group["UNDERGRAD"] = 180;
  EXPECT_EQ(after(kExpires), "2028-06-29");  // 365 days
  EXPECT_EQ(after(std::string(kExpires) + "<user_group>UNDERGRAD</user_group>"), "2027-12-27");
  EXPECT_EQ(last_.counts.at("purge_date_from_policy"), 1);
}

TEST_F(PurgeDate, goes_by_the_group_that_staff_gave_by_hand) {
  profile_.purge_date.days_by_group["VISITOR"] = 0;
  after(std::string(kExpires) + "<user_group>UNDERGRAD</user_group>");
  set("ada", "user_group", "VISITOR");
  EXPECT_EQ(after(std::string(kExpires) + "<user_group>STAFF</user_group>"), "2027-06-30");
}

TEST_F(PurgeDate, of_the_feed_is_overruled_when_the_profile_says_so) {
  profile_.purge_date.overrule_feed = true;
  EXPECT_EQ(after(std::string(kExpires) + "<purge_date>2029-01-01</purge_date>"), "2028-06-29");
  EXPECT_EQ(after("<purge_date>2029-01-01</purge_date>"), "2029-01-01")
      << "without an expiry date the policy has nothing to reckon from";
}

TEST_F(PurgeDate, is_missing_without_an_expiry_date_and_that_is_said) {
  const Ended ended = load(users(user_xml("ada")));
  EXPECT_EQ(field("ada", "purge_date"), "");
  EXPECT_EQ(ended.lines, R"({"outcome":"created","primary_id":"ada","line":1,"warnings":[)"
                         R"({"code":"no_purge_date","line":1,)"
                         R"("message":"the user has no purge date and will never be purged"}]})"
                         "\n");
  EXPECT_EQ(ended.job.status, JobStatus::completed_with_warnings);
}

}  // namespace
}  // namespace roster::test
