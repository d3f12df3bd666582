#include "daemon/show/user_json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "users/model/fields.hpp"

namespace roster {
namespace {

using namespace std::chrono;
namespace json = boost::json;

std::string text_of(const User& user) {
  std::string out;
  append_user_json(user, out);
  return out;
}

json::object parsed(const User& user) { return json::parse(text_of(user)).as_object(); }

std::string as_text(const json::value& value) { return json::serialize(value); }

TEST(UserJson, lists_are_there_even_when_there_is_nothing_in_them) {
  User user;
  user.primary_id = "s1";
  EXPECT_EQ(text_of(user),
            R"({"primary_id":"s1",)"
            R"("contact_info":{"address":[],"email":[],"phone":[]},)"
            R"("user_identifier":[],"user_block":[],"user_note":[],"user_statistic":[],)"
            R"("rs_library":[],"library_notice":[]})");
}

TEST(UserJson, scalars_come_in_the_order_of_the_published_schema) {
  User user;
  user.record_type = {"PUBLIC", "Public"};
  user.primary_id = "s1";
  user.first_name = "Ada";
  user.last_name = "Byron";
  user.user_group = {"GRAD", ""};
  user.expiry_date = Day(2027y / 6 / 30);
  user.status = {"ACTIVE", "Active"};
  user.is_researcher = false;
  EXPECT_EQ(text_of(user),
            R"({"record_type":{"value":"PUBLIC","desc":"Public"},"primary_id":"s1",)"
            R"("first_name":"Ada","last_name":"Byron","full_name":"Ada Byron",)"
            R"("user_group":{"value":"GRAD","desc":""},"expiry_date":"2027-06-30Z",)"
            R"("status":{"value":"ACTIVE","desc":"Active"},)"
            R"("contact_info":{"address":[],"email":[],"phone":[]},)"
            R"("user_identifier":[],"user_block":[],"user_note":[],"user_statistic":[],)"
            R"("rs_library":[],"library_notice":[],"is_researcher":false})");
}

TEST(UserJson, contact_items_say_their_segment_and_preference) {
  User user;
  user.addresses.push_back({Segment::external,
                            true,
                            "Storgata 1",
                            "",
                            "",
                            "",
                            "",
                            "Oslo",
                            "",
                            "",
                            {"NOR", "Norway"},
                            "",
                            Day(2026y / 1 / 1),
                            {},
                            {{"home", "Home"}}});
  user.emails.push_back({Segment::internal, false, "ada@example.edu", "", {}});
  user.phones.push_back({Segment::external, true, true, "+47 1", {{"mobile", ""}, {"home", ""}}});
  const json::object contact = parsed(user).at("contact_info").as_object();
  EXPECT_EQ(as_text(contact.at("address")),
            R"([{"segment_type":"External","preferred":true,"line1":"Storgata 1","city":"Oslo",)"
            R"("country":{"value":"NOR","desc":"Norway"},"start_date":"2026-01-01Z",)"
            R"("address_type":[{"value":"home","desc":"Home"}]}])");
  EXPECT_EQ(as_text(contact.at("email")),
            R"([{"segment_type":"Internal","preferred":false,"email_address":"ada@example.edu",)"
            R"("email_type":[]}])");
  EXPECT_EQ(as_text(contact.at("phone")),
            R"([{"segment_type":"External","preferred":true,"preferred_sms":true,)"
            R"("phone_number":"+47 1","phone_type":[{"value":"mobile","desc":""},)"
            R"({"value":"home","desc":""}]}])");
}

TEST(UserJson, the_other_lists_are_named_by_their_item) {
  User user;
  user.user_identifiers.push_back({Segment::internal, {"BARCODE", "Barcode"}, "200100", "", ""});
  user.user_blocks.push_back({Segment::external,
                              {"GENERAL", ""},
                              {"LOST", "Lost"},
                              "ACTIVE",
                              "",
                              "SIS",
                              {"2026-01-02T03:04:05Z"},
                              {},
                              ""});
  user.user_notes.push_back({Segment::external, {"OTHER", ""}, "Text", true, false, "", {}});
  user.user_statistics.push_back({Segment::external, {"HIST", ""}, {}, "Major"});
  user.rs_libraries.push_back({"MAIN", "Main library"});
  user.library_notices.push_back({{"COURTESY", ""}, false});
  const json::object object = parsed(user);
  EXPECT_EQ(as_text(object.at("user_identifier")),
            R"([{"segment_type":"Internal","id_type":{"value":"BARCODE","desc":"Barcode"},)"
            R"("value":"200100"}])");
  EXPECT_EQ(as_text(object.at("user_block")),
            R"([{"segment_type":"External","block_type":{"value":"GENERAL","desc":""},)"
            R"("block_description":{"value":"LOST","desc":"Lost"},"block_status":"ACTIVE",)"
            R"("created_by":"SIS","created_date":"2026-01-02T03:04:05Z"}])");
  EXPECT_EQ(as_text(object.at("user_note")),
            R"([{"segment_type":"External","note_type":{"value":"OTHER","desc":""},)"
            R"("note_text":"Text","user_viewable":true,"popup_note":false}])");
  EXPECT_EQ(as_text(object.at("user_statistic")),
            R"([{"segment_type":"External","statistic_category":{"value":"HIST","desc":""},)"
            R"("statistic_note":"Major"}])");
  EXPECT_EQ(as_text(object.at("rs_library")),
            R"([{"code":{"value":"MAIN","desc":"Main library"}}])");
  EXPECT_EQ(as_text(object.at("library_notice")),
            R"([{"code":{"value":"COURTESY","desc":""},"value":false}])");
}

TEST(UserJson, the_full_name_is_the_parts_there_are) {
  User user;
  EXPECT_FALSE(parsed(user).contains("full_name"));
  user.last_name = "王";
  EXPECT_EQ(parsed(user).at("full_name"), "王");
  user.first_name = "Ada";
  user.middle_name = "M.";
  EXPECT_EQ(parsed(user).at("full_name"), "Ada M. 王");
  user.last_name.clear();
  EXPECT_EQ(parsed(user).at("full_name"), "Ada M.");
}

TEST(UserJson, fields_changed_by_hand_are_named_but_not_what_the_sis_had_said) {
  User user;
  EXPECT_FALSE(parsed(user).contains("manually_changed"));
  user.manual_edits.push_back({static_cast<std::uint8_t>(Field::pin_number), "4711"});
  user.manual_edits.push_back({static_cast<std::uint8_t>(Field::rs_libraries), ""});
  EXPECT_EQ(as_text(parsed(user).at("manually_changed")), R"(["pin_number","rs_libraries"])");
  EXPECT_EQ(text_of(user).find("4711"), std::string::npos);
}

TEST(UserJson, any_text_comes_back_from_a_json_parser) {
  User user;
  user.first_name = "\"\\/\b\f\n\r\t\x01\x1f\x7f <&> Zoë 王 🎓";
  user.gender = {"a\"b", "c\\d"};
  const json::object object = parsed(user);
  EXPECT_EQ(object.at("first_name").as_string(), user.first_name);
  EXPECT_EQ(object.at("gender").at("value").as_string(), "a\"b");
  EXPECT_EQ(object.at("gender").at("desc").as_string(), "c\\d");
}

TEST(UserJson, users_can_be_appended_one_after_the_other) {
  User user;
  user.primary_id = "s1";
  std::string out = "[";
  append_user_json(user, out);
  out += ',';
  append_user_json(user, out);
  out += ']';
  EXPECT_EQ(json::parse(out).as_array().size(), 2U);
}

}  // namespace
}  // namespace roster
