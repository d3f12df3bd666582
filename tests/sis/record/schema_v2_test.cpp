// What the V.2 schema accepts and refuses, row by row of the format.
#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "tests/sis/record/judging.hpp"

namespace roster::sis {
namespace {

std::string v2(const std::string& content) {
  static SchemaJudge judge(Schema::builtin(FormatVersion::v2));
  return judged(judge, content);
}

std::string user(const std::string& content) { return v2("<user>" + content + "</user>"); }

std::string element(const std::string& name, const std::string& value) {
  return '<' + name + '>' + value + "</" + name + '>';
}

/// `count` characters that are no single bytes.
std::string characters(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i % 2 == 0 ? "é" : "漢";
  return text;
}

/// Wraps an element of `path` (outermost first) around content.
std::string inside(std::initializer_list<std::string> path, const std::string& content) {
  std::string text = content;
  for (auto name = std::rbegin(path); name != std::rend(path); ++name) text = element(*name, text);
  return text;
}

std::string address(const std::string& content) {
  return user(inside({"contact_info", "addresses", "address"}, content + "<address_types/>"));
}
std::string block(const std::string& content) {
  return user(
      inside({"user_blocks", "user_block"}, content + "<block_description>x</block_description>"));
}
std::string note(const std::string& content) {
  return user(inside({"user_notes", "user_note"},
                     content + "<note_type>x</note_type><user_viewable>0</user_viewable>"
                               "<popup_note>0</popup_note>"));
}
std::string role(const std::string& content) {
  return user(inside({"user_roles", "user_role"}, content));
}

/// The limit holds: that many characters pass, one more does not.
template <class Put>
void expect_limit(const Put& put, const std::string& name, std::size_t limit) {
  EXPECT_EQ(put(element(name, characters(limit))), "") << name;
  EXPECT_EQ(put(element(name, characters(limit + 1))),
            "1: Element '" + name + "': [facet 'maxLength'] The value has a length of '" +
                std::to_string(limit + 1) + "'; this exceeds the allowed maximum length of '" +
                std::to_string(limit) + "'.");
}

void expect_desc_limit(const std::string& name, const std::string& value, std::size_t limit) {
  const auto with = [&](std::size_t length) {
    return user('<' + name + " desc='" + characters(length) + "'>" + value + "</" + name + '>');
  };
  EXPECT_EQ(with(limit), "") << name;
  EXPECT_NE(with(limit + 1), "") << name;
}

TEST(SchemaV2, nothing_is_required_of_a_user) {
  EXPECT_EQ(v2("<user/>"), "");
  EXPECT_EQ(v2("<users/>"), "");
  EXPECT_EQ(v2("<users total_record_count='2'><user/><user link='any'/></users>"), "");
}

TEST(SchemaV2, texts_of_a_user_have_their_limits) {
  for (const char* name : {"record_type",     "primary_id",         "first_name",
                           "middle_name",     "last_name",          "pin_number",
                           "user_title",      "job_category",       "job_description",
                           "gender",          "user_group",         "web_site_url",
                           "cataloger_level", "preferred_language", "account_type",
                           "external_id",     "password",           "status",
                           "pref_first_name", "pref_middle_name",   "pref_last_name",
                           "pref_name_suffix"})
    expect_limit(user, name, 255);
  expect_limit(user, "full_name", 600);
  expect_limit(user, "campus_code", 50);
  expect_limit(user, "force_password_change", 4);
  for (const char* name : {"source_link_id", "source_institution_code", "linking_id"})
    EXPECT_EQ(user(element(name, characters(20000))), "") << name;
}

TEST(SchemaV2, texts_of_lists_have_their_limits) {
  for (const char* name :
       {"line2", "line3", "line4", "line5", "city", "state_province", "postal_code", "country"})
    expect_limit(address, name, 255);
  expect_limit(address, "address_note", 1000);
  EXPECT_EQ(address(element("line1", characters(20000))), "");
  for (const char* name : {"block_type", "block_status", "created_by"})
    expect_limit(block, name, 255);
  expect_limit(block, "block_note", 2000);
  EXPECT_EQ(block(element("item_loan_id", characters(20000))), "");
  expect_limit(note, "note_text", 2000);
  expect_limit(note, "created_by", 255);
  expect_limit(role, "scope", 50);
  for (const char* name : {"status", "role_type"}) expect_limit(role, name, 255);
}

TEST(SchemaV2, labels_have_their_limits) {
  for (const char* name : {"record_type", "user_title", "job_category", "gender", "user_group",
                           "cataloger_level", "preferred_language", "account_type", "status"})
    expect_desc_limit(name, "x", 4000);
  expect_desc_limit("campus_code", "x", 255);
  const auto inner = [](const std::string& start, const std::string& tag, const std::string& end,
                        std::size_t length) {
    return user(start + '<' + tag + " desc='" + characters(length) + "'>x</" + tag + '>' + end);
  };
  const std::string library = "<rs_libraries><rs_library>",
                    library_end = "</rs_library></rs_libraries>";
  EXPECT_EQ(inner(library, "code", library_end, 255), "");
  EXPECT_NE(inner(library, "code", library_end, 256), "");
  const std::string notice = "<library_notices><library_notice>",
                    notice_end = "</library_notice></library_notices>";
  EXPECT_EQ(inner(notice, "code", notice_end, 255), "");
  EXPECT_NE(inner(notice, "code", notice_end, 256), "");
  const std::string parameter = "<user_roles><user_role><parameters><parameter>",
                    parameter_end = "</parameter></parameters></user_role></user_roles>";
  EXPECT_EQ(inner(parameter, "scope", parameter_end, 255), "");
  EXPECT_NE(inner(parameter, "scope", parameter_end, 256), "");
  EXPECT_EQ(inner(parameter, "type", parameter_end, 4000), "");
  EXPECT_NE(inner(parameter, "type", parameter_end, 4001), "");
}

TEST(SchemaV2, an_empty_date_number_or_boolean_is_refused_and_an_empty_text_is_not) {
  EXPECT_EQ(user("<expiry_date></expiry_date>"),
            "1: Element 'expiry_date': '' is not a valid value of the atomic type 'xs:date'.");
  for (const char* name :
       {"birth_date", "expiry_date", "purge_date", "status_date", "last_patron_activity_date",
        "requests", "loans", "fees", "is_researcher"})
    EXPECT_NE(user(element(name, "")), "") << name;
  for (const char* name : {"first_name", "user_group", "status", "force_password_change",
                           "linking_id", "contact_info", "user_identifiers", "researcher"})
    EXPECT_EQ(user(element(name, "")), "") << name;
}

TEST(SchemaV2, dates_are_days_of_the_calendar_with_or_without_a_zone) {
  for (const char* date :
       {"2027-06-30", "2027-06-30Z", "2027-06-30+02:00", "12014-06-30", "2382-12-21Z"})
    EXPECT_EQ(user(element("expiry_date", date)), "") << date;
  for (const char* date :
       {"Z", "20270630", "2027-02-30", "30.06.2027", "2027-06-30T00:00:00", "27-06-30"})
    EXPECT_NE(user(element("expiry_date", date)), "") << date;
  // The rules of XML Schema allow blanks around a date; libxml2 does not.
  EXPECT_NE(user("<expiry_date> 2027-06-30 </expiry_date>"), "");
  EXPECT_EQ(block("<created_date>2026-09-01T08:00:00Z</created_date>"), "");
  EXPECT_NE(block("<created_date>2026-09-01</created_date>"), "");
  EXPECT_NE(block("<expiry_date>2026-09-01</expiry_date>"), "");
  EXPECT_EQ(role("<expiry_date>2026-09-01</expiry_date>"), "");
}

TEST(SchemaV2, numbers_and_booleans_are_what_they_say) {
  EXPECT_EQ(user("<requests link='x'>3</requests><loans>-1</loans><fees link='x'>12.50</fees>"),
            "");
  EXPECT_NE(user("<loans>2147483648</loans>"), "");
  EXPECT_NE(user("<loans>1.5</loans>"), "");
  EXPECT_NE(user("<fees>12,50</fees>"), "");
  for (const char* value : {"true", "false", "1", "0", " true "})
    EXPECT_EQ(user(element("is_researcher", value)), "") << value;
  for (const char* value : {"TRUE", "yes", "2"})
    EXPECT_NE(user(element("is_researcher", value)), "") << value;
}

TEST(SchemaV2, children_of_a_user_stand_in_any_order_each_once) {
  EXPECT_EQ(user("<status>ACTIVE</status><primary_id>a</primary_id><user_notes/><first_name>b</"
                 "first_name>"),
            "");
  EXPECT_EQ(user("<user_group>A</user_group>\n<user_group>B</user_group>"),
            "2: Element \'user_group\': This element is not expected.");
}

TEST(SchemaV2, contact_info_keeps_its_order) {
  const auto contact = [](const std::string& content) {
    return user(element("contact_info", content));
  };
  EXPECT_EQ(contact("<addresses/><emails/><phones/>"), "");
  EXPECT_EQ(contact("<phones/>"), "");
  EXPECT_EQ(contact("<phones/><emails/>"), "1: Element 'emails': This element is not expected.");
  EXPECT_EQ(contact("<emails/><addresses/>"),
            "1: Element 'addresses': This element is not expected. Expected is ( phones ).");
}

TEST(SchemaV2, what_is_required_inside_a_list_item_is_missed) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> items{
      {{"user_identifiers", "user_identifier"}, "<id_type>A</id_type><value>1</value>"},
      {{"user_notes", "user_note"},
       "<note_type>A</note_type><user_viewable>0</user_viewable><popup_note>0</popup_note>"},
      {{"user_blocks", "user_block"}, "<block_description>A</block_description>"},
      {{"user_statistics", "user_statistic"}, "<statistic_category>A</statistic_category>"}};
  for (const auto& [names, required] : items) {
    pugi::xml_document tree;
    tree.load_string(element(names[1], required).c_str());
    const auto whole = [&](const std::string& content) {
      return user(element(names[0], element(names[1], content)));
    };
    EXPECT_EQ(whole(required), "");
    for (const pugi::xml_node left_out : tree.first_child()) {
      std::string rest;
      for (const pugi::xml_node child : tree.first_child())
        if (child != left_out) rest += element(child.name(), child.text().get());
      EXPECT_TRUE(
          whole(rest).starts_with("1: Element '" + names[1] + "': Missing child element(s)."))
          << rest;
    }
  }
}

TEST(SchemaV2, contacts_need_their_value_and_their_types) {
  const auto email = [](const std::string& content) {
    return user(inside({"contact_info", "emails", "email"}, content));
  };
  const auto phone = [](const std::string& content) {
    return user(inside({"contact_info", "phones", "phone"}, content));
  };
  EXPECT_EQ(email("<email_types/><email_address/>"), "");
  EXPECT_NE(email("<email_types/>"), "");
  EXPECT_NE(email("<email_address>a@x.example</email_address>"), "");
  EXPECT_EQ(phone("<phone_number>1</phone_number><phone_types/>"), "");
  EXPECT_NE(phone("<phone_types/>"), "");
  EXPECT_NE(phone("<phone_number>1</phone_number>"), "");
  EXPECT_EQ(
      user(inside({"contact_info", "addresses", "address"}, "<line1>x</line1>")),
      "1: Element 'address': Missing child element(s). Expected is one of ( line2, line3, "
      "line4, line5, city, state_province, postal_code, country, address_note, start_date ).");
}

TEST(SchemaV2, attributes_are_those_of_the_format) {
  EXPECT_EQ(v2("<user><contact_info><addresses><address preferred='1' segment_type='0123456789'>"
               "<address_types/></address></addresses></contact_info></user>"),
            "");
  EXPECT_NE(v2("<user><user_notes><user_note segment_type='01234567890'/></user_notes></user>"),
            "");
  EXPECT_NE(
      v2("<user><contact_info><phones><phone preferred_sms=''/></phones></contact_info></user>"),
      "");
  EXPECT_EQ(v2("<user><user_group disc='Students'>A</user_group></user>"),
            "1: Element 'user_group', attribute 'disc': The attribute 'disc' is not allowed.");
  EXPECT_NE(v2("<users total_record_count='many'/>"), "");
}

TEST(SchemaV2, the_unknown_is_refused) {
  EXPECT_EQ(user("\n<recordType>PUBLIC</recordType>"),
            "2: Element \'recordType\': This element is not expected.");
  EXPECT_EQ(v2("<userRecord/>"),
            "1: Element 'userRecord': No matching global declaration available for the validation "
            "root.");
  EXPECT_NE(v2("<user xmlns='http://com/exlibris/digitool/repository/extsystem/xmlbeans'/>"), "");
  EXPECT_EQ(user("stray"),
            "1: Element 'user': Character content other than whitespace is not "
            "allowed because the content type is 'element-only'.");
}

TEST(SchemaV2, anything_goes_inside_researcher) {
  EXPECT_EQ(user("<researcher a='b'>text <x:y xmlns:x='urn:z'><user/></x:y></researcher>"), "");
}

TEST(SchemaV2, proxies_libraries_and_notices) {
  EXPECT_EQ(user("<proxy_for_users><proxy_for_user link='x'><primary_id>a</primary_id>"
                 "<full_name>b</full_name></proxy_for_user></proxy_for_users>"),
            "");
  EXPECT_NE(user("<proxy_for_users><proxy_for_user><full_name>b</full_name>"
                 "<primary_id>a</primary_id></proxy_for_user></proxy_for_users>"),
            "");
  EXPECT_EQ(
      user("<rs_libraries><rs_library/><rs_library><code>A</code></rs_library></rs_libraries>"),
      "");
  EXPECT_EQ(user("<library_notices><library_notice><value>true</value></library_notice></"
                 "library_notices>"),
            "");
  EXPECT_NE(user("<library_notices><library_notice><value/></library_notice></library_notices>"),
            "");
}

}  // namespace
}  // namespace roster::sis
