// Somebody with a value in every member of every kind, and the same as the published schema has it.
#pragma once

#include <string_view>

#include "users/model/user.hpp"

namespace roster::test {

inline void fill_values(User& u) {
  using namespace std::chrono;
  u.record_type = {"PUBLIC", "Public"};
  u.primary_id = "s100";
  u.first_name = "Ada";
  u.middle_name = "M.";
  u.last_name = "Byron";
  u.pin_number = "4711";
  u.user_title = {"DR", "Dr."};
  u.job_category = {"ASSIST", ""};
  u.job_description = "Assistant";
  u.gender = {"FEMALE", "Female"};
  u.user_group = {"GRAD", "Graduate"};
  u.campus_code = {"MAIN", "Main"};
  u.web_site_url = "https://example.edu/ada";
  u.cataloger_level = {"00", ""};
  u.preferred_language = {"en", "English"};
  u.birth_date = Day(2001y / 2 / 3);
  u.expiry_date = Day(2027y / 6 / 30);
  u.purge_date = Day(2028y / 6 / 30);
  u.account_type = {"EXTERNAL", "External"};
  u.external_id = "SIS";
  u.status = {"ACTIVE", ""};
  u.source_link_id = "1";
  u.source_institution_code = "01EXAMPLE";
  u.linking_id = "2";
  u.pref_first_name = "Adi";
  u.pref_middle_name = "N.";
  u.pref_last_name = "Lovelace";
  u.pref_name_suffix = "PhD";
  u.is_researcher = false;
}

inline void fill_contact(User& u) {
  using namespace std::chrono;
  u.addresses.push_back({Segment::external,
                         true,
                         "Storgata 1",
                         "2",
                         "3",
                         "4",
                         "5",
                         "Oslo",
                         "Oslo",
                         "0155",
                         {"NOR", "Norway"},
                         "Term",
                         Day(2026y / 1 / 1),
                         Day(2026y / 12 / 31),
                         {{"home", "Home"}, {"school", ""}}});
  u.emails.push_back({Segment::internal, false, "ada@example.edu", "Desk", {{"work", ""}}});
  u.phones.push_back({Segment::external, true, true, "+47 1", {{"mobile", ""}}});
}

inline void fill_lists(User& u) {
  u.user_identifiers.push_back(
      {Segment::external, {"BARCODE", "Barcode"}, "200100", "Card", "ACTIVE"});
  u.user_blocks.push_back({Segment::external,
                           {"GENERAL", ""},
                           {"LOST", ""},
                           "ACTIVE",
                           "Desk",
                           "SIS",
                           {"2026-01-02T03:04:05Z"},
                           {"2027-01-02T03:04:05Z"},
                           "9"});
  u.user_notes.push_back(
      {Segment::external, {"OTHER", ""}, "Text", true, false, "SIS", {"2026-01-02T03:04:05Z"}});
  u.user_statistics.push_back({Segment::external, {"HIST", ""}, {"DEPT", ""}, "Major"});
  u.rs_libraries.push_back({"MAIN", "Main library"});
  u.library_notices.push_back({{"COURTESY", ""}, false});
}

inline User whole_user() {
  User user;
  fill_values(user);
  fill_contact(user);
  fill_lists(user);
  return user;
}

inline constexpr std::string_view kWholeUser = R"(  <user>
    <record_type desc="Public">PUBLIC</record_type>
    <primary_id>s100</primary_id>
    <first_name>Ada</first_name>
    <middle_name>M.</middle_name>
    <last_name>Byron</last_name>
    <pin_number>4711</pin_number>
    <user_title desc="Dr.">DR</user_title>
    <job_category>ASSIST</job_category>
    <job_description>Assistant</job_description>
    <gender desc="Female">FEMALE</gender>
    <user_group desc="Graduate">GRAD</user_group>
    <campus_code desc="Main">MAIN</campus_code>
    <web_site_url>https://example.edu/ada</web_site_url>
    <cataloger_level>00</cataloger_level>
    <preferred_language desc="English">en</preferred_language>
    <birth_date>2001-02-03Z</birth_date>
    <expiry_date>2027-06-30Z</expiry_date>
    <purge_date>2028-06-30Z</purge_date>
    <account_type desc="External">EXTERNAL</account_type>
    <external_id>SIS</external_id>
    <status>ACTIVE</status>
    <contact_info>
      <addresses>
        <address preferred="true" segment_type="External">
          <line1>Storgata 1</line1>
          <line2>2</line2>
          <line3>3</line3>
          <line4>4</line4>
          <line5>5</line5>
          <city>Oslo</city>
          <state_province>Oslo</state_province>
          <postal_code>0155</postal_code>
          <country desc="Norway">NOR</country>
          <address_note>Term</address_note>
          <start_date>2026-01-01Z</start_date>
          <end_date>2026-12-31Z</end_date>
          <address_types>
            <address_type desc="Home">home</address_type>
            <address_type>school</address_type>
          </address_types>
        </address>
      </addresses>
      <emails>
        <email segment_type="Internal">
          <email_address>ada@example.edu</email_address>
          <description>Desk</description>
          <email_types>
            <email_type>work</email_type>
          </email_types>
        </email>
      </emails>
      <phones>
        <phone preferred="true" preferred_sms="true" segment_type="External">
          <phone_number>+47 1</phone_number>
          <phone_types>
            <phone_type>mobile</phone_type>
          </phone_types>
        </phone>
      </phones>
    </contact_info>
    <user_identifiers>
      <user_identifier segment_type="External">
        <id_type desc="Barcode">BARCODE</id_type>
        <value>200100</value>
        <note>Card</note>
        <status>ACTIVE</status>
      </user_identifier>
    </user_identifiers>
    <user_blocks>
      <user_block segment_type="External">
        <block_type>GENERAL</block_type>
        <block_description>LOST</block_description>
        <block_status>ACTIVE</block_status>
        <block_note>Desk</block_note>
        <created_by>SIS</created_by>
        <created_date>2026-01-02T03:04:05Z</created_date>
        <expiry_date>2027-01-02T03:04:05Z</expiry_date>
        <item_loan_id>9</item_loan_id>
      </user_block>
    </user_blocks>
    <user_notes>
      <user_note segment_type="External">
        <note_type>OTHER</note_type>
        <note_text>Text</note_text>
        <user_viewable>true</user_viewable>
        <popup_note>false</popup_note>
        <created_by>SIS</created_by>
        <created_date>2026-01-02T03:04:05Z</created_date>
      </user_note>
    </user_notes>
    <user_statistics>
      <user_statistic segment_type="External">
        <statistic_category>HIST</statistic_category>
        <category_type>DEPT</category_type>
        <statistic_note>Major</statistic_note>
      </user_statistic>
    </user_statistics>
    <rs_libraries>
      <rs_library>
        <code desc="Main library">MAIN</code>
      </rs_library>
    </rs_libraries>
    <library_notices>
      <library_notice>
        <code>COURTESY</code>
        <value>false</value>
      </library_notice>
    </library_notices>
    <source_link_id>1</source_link_id>
    <source_institution_code>01EXAMPLE</source_institution_code>
    <linking_id>2</linking_id>
    <pref_first_name>Adi</pref_first_name>
    <pref_middle_name>N.</pref_middle_name>
    <pref_last_name>Lovelace</pref_last_name>
    <pref_name_suffix>PhD</pref_name_suffix>
    <is_researcher>false</is_researcher>
  </user>
)";

}  // namespace roster::test
