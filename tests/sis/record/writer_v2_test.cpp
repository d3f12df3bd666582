#include "sis/record/writer_v2.hpp"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "sis/record/reader_v2.hpp"

namespace roster::sis {
namespace {

using namespace std::chrono;

std::string written(const User& user) {
  std::string out;
  write_user(user, out);
  return out;
}

/// What a parser and the reader make of a written user.
User read_back(const std::string& xml) {
  pugi::xml_document document;
  const auto flags = pugi::parse_default | pugi::parse_ws_pcdata_single;
  const auto result = document.load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8);
  EXPECT_TRUE(result) << result.description();
  User user;
  std::vector<pugi::xml_node> unread;
  EXPECT_TRUE(read_v2(document.child("user"), Reading::tolerant, Trust::judged, user, unread));
  return user;
}

/// Somebody with a value in every member of every kind.
User everything() {
  User u;
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
  u.source_link_id = "1";
  u.source_institution_code = "01EXAMPLE";
  u.linking_id = "2";
  u.pref_first_name = "Adi";
  u.pref_middle_name = "N.";
  u.pref_last_name = "Lovelace";
  u.pref_name_suffix = "PhD";
  u.is_researcher = false;
  return u;
}

TEST(WriterV2, an_empty_feed_is_a_declaration_and_a_root) {
  std::string out;
  write_prologue(out);
  write_epilogue(out);
  EXPECT_EQ(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<users>\n</users>\n");
}

TEST(WriterV2, a_user_has_every_element_in_the_order_of_the_published_schema) {
  EXPECT_EQ(written(everything()), R"(  <user>
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
)");
}

TEST(WriterV2, what_is_absent_is_not_written) {
  User user;
  user.primary_id = "s1";
  EXPECT_EQ(written(user), "  <user>\n    <primary_id>s1</primary_id>\n  </user>\n");
}

TEST(WriterV2, what_the_schema_demands_is_written_even_when_it_is_empty) {
  User user;
  user.addresses.emplace_back();
  user.emails.emplace_back().email_address = "ada@example.edu";
  user.user_notes.emplace_back().note_type.value = "OTHER";
  EXPECT_EQ(written(user), R"(  <user>
    <contact_info>
      <addresses>
        <address segment_type="External">
          <address_types/>
        </address>
      </addresses>
      <emails>
        <email segment_type="External">
          <email_address>ada@example.edu</email_address>
          <email_types/>
        </email>
      </emails>
    </contact_info>
    <user_notes>
      <user_note segment_type="External">
        <note_type>OTHER</note_type>
        <user_viewable>false</user_viewable>
        <popup_note>false</popup_note>
      </user_note>
    </user_notes>
  </user>
)");
}

TEST(WriterV2, a_phone_alone_needs_no_other_contact_lists) {
  User user;
  user.phones.push_back({Segment::external, false, true, "1", {{"mobile", ""}}});
  const std::string xml = written(user);
  EXPECT_EQ(xml.find("addresses"), std::string::npos);
  EXPECT_EQ(xml.find("emails"), std::string::npos);
  EXPECT_NE(xml.find("    <contact_info>\n      <phones>\n        "
                     "<phone preferred_sms=\"true\" segment_type=\"External\">\n"),
            std::string::npos)
      << xml;
}

TEST(WriterV2, markup_in_values_is_escaped) {
  User user;
  user.first_name = "<b> & \"co\" ]]>";
  user.gender = {"A&B", "say \"<&>\"\t\n\r."};
  EXPECT_EQ(written(user),
            "  <user>\n"
            "    <first_name>&lt;b&gt; &amp; \"co\" ]]&gt;</first_name>\n"
            "    <gender desc=\"say &quot;&lt;&amp;&gt;&quot;&#9;&#10;&#13;.\">A&amp;B</gender>\n"
            "  </user>\n");
}

TEST(WriterV2, a_reader_gets_back_every_value) {
  User user = everything();
  user.first_name = "Zoë <王> & \"Łukasz\"";
  user.user_notes[0].note_text = "one\ttwo\nthree\rfour\r\n]]>";
  user.gender.desc = "\ta\nb\rc ";
  user.user_blocks[0].block_note = "'quoted' & <tagged/>";
  User expected = user;
  expected.emails[0].segment = Segment::external;  // what a feed brings is external
  EXPECT_EQ(read_back(written(user)), expected);
}

TEST(WriterV2, what_staff_changed_by_hand_stays_rosters_own_knowledge) {
  User user = everything();
  const std::string before = written(user);
  user.manual_edits.push_back({10, "secret"});
  EXPECT_EQ(written(user), before);
}

}  // namespace
}  // namespace roster::sis
