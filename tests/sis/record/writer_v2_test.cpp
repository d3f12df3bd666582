#include "sis/record/writer_v2.hpp"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "sis/record/reader_v2.hpp"
#include "tests/sis/record/whole_user.hpp"

namespace roster::sis {
namespace {

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

TEST(WriterV2, an_empty_feed_is_a_declaration_and_a_root) {
  std::string out;
  write_prologue(out);
  write_epilogue(out);
  EXPECT_EQ(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<users>\n</users>\n");
}

TEST(WriterV2, a_user_has_every_element_in_the_order_of_the_published_schema) {
  EXPECT_EQ(written(test::whole_user()), test::kWholeUser);
}

TEST(WriterV2, what_is_absent_is_not_written) {
  User user;
  user.primary_id = "s1";
  EXPECT_EQ(written(user), "  <user>\n    <primary_id>s1</primary_id>\n  </user>\n");
}

TEST(WriterV2, what_no_xml_may_hold_is_left_out) {
  User user;
  user.primary_id = "s1";
  user.last_name = "\uFFFEBy\uFFFFron\uFFFE";
  EXPECT_EQ(read_back(written(user)).last_name, "Byron");
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
  User user = test::whole_user();
  user.first_name = "Zoë <王> & \"Łukasz\"";
  user.user_notes[0].note_text = "one\ttwo\nthree\rfour\r\n]]>";
  user.gender.desc = "\ta\nb\rc ";
  user.user_blocks[0].block_note = "'quoted' & <tagged/>";
  User expected = user;
  expected.emails[0].segment = Segment::external;  // what a feed brings is external
  EXPECT_EQ(read_back(written(user)), expected);
}

TEST(WriterV2, what_staff_changed_by_hand_stays_rosters_own_knowledge) {
  User user = test::whole_user();
  const std::string before = written(user);
  user.manual_edits.push_back({10, "secret"});
  EXPECT_EQ(written(user), before);
}

}  // namespace
}  // namespace roster::sis
