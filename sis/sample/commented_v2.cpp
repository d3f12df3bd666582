// The first record contains every element that a load reads; a test checks this. Keep it valid and
// free of warnings.
#include "sis/sample/parts.hpp"

namespace roster::sis {

const CommentedUsers kCommentedV2{
    R"xml(  <!-- One user element per person, in any number. Inside it the order is free, except
       that addresses, emails, phones come in this order. Leave out what you do not have: on the
       next load an element that is missing or empty clears the value, unless it is protected.
       A protected value stays when it is missing, or when staff changed it by hand.
       Codes are those of your own code tables; desc is a label for people and may be left out.
       Dates are 2031-06-30 or 2031-06-30Z, and the zone does not count. The file is UTF-8.
       Known to the format but no part of a load, and passed over: full_name, password,
       force_password_change, status_date, requests, loans, fees, last_patron_activity_date,
       user_roles, proxy_for_users, researcher. -->
  <user>
    <record_type desc="Public">PUBLIC</record_type> <!-- not used: the profile decides -->
    <primary_id>s1000001</primary_id> <!-- who this is, for ever; case does not count -->
    <first_name>Ada</first_name> <!-- 255 characters at most, like most texts -->
    <middle_name>Maria</middle_name> <!-- or initials -->
    <last_name>Nilsen</last_name> <!-- the only name a person cannot do without -->
    <pin_number>4711</pin_number> <!-- for self-check machines; protected -->
    <user_title desc="Dr.">DR</user_title> <!-- a code; protected -->
    <job_category desc="Assistant">ASSIST</job_category> <!-- a code; protected -->
    <job_description>Teaching assistant, History</job_description> <!-- free text -->
    <gender desc="Female">FEMALE</gender> <!-- a code -->
    <user_group desc="Undergraduate student">UNDERGRAD</user_group> <!-- a code; protected -->
    <campus_code desc="Main campus">MAIN</campus_code> <!-- 50 characters at most; protected -->
    <web_site_url>https://people.example.edu/ada</web_site_url> <!-- a personal page -->
    <cataloger_level desc="Default">00</cataloger_level> <!-- for library staff -->
    <preferred_language desc="English">en</preferred_language> <!-- two letters; protected -->
    <birth_date>2006-03-14Z</birth_date> <!-- year, month, day -->
    <expiry_date>2031-06-30Z</expiry_date> <!-- the day the person is expected to leave -->
    <purge_date>2031-12-27Z</purge_date> <!-- from this day on the record may be purged -->
    <account_type desc="External">EXTERNAL</account_type> <!-- not used: a load is external -->
    <external_id>SIS</external_id> <!-- not used: it becomes the profile's code -->
    <status desc="Active">ACTIVE</status> <!-- ACTIVE or INACTIVE -->
    <contact_info> <!-- external entries are replaced as a whole; staff's own stay -->
      <addresses> <!-- any number -->
        <address preferred="true"> <!-- exactly one should be preferred -->
          <line1>Storgata 7</line1> <!-- street and number -->
          <line2>c/o Miller &amp; Sons</line2> <!-- lines 2 to 5 as needed; & is &amp; -->
          <line3>Block C</line3> <!-- optional -->
          <line4>2nd floor</line4> <!-- optional -->
          <line5>Flat 21</line5> <!-- optional -->
          <city>Tromsø</city> <!-- any language, any script -->
          <state_province>Troms</state_province> <!-- where there is one -->
          <postal_code>9008</postal_code> <!-- as the country writes it -->
          <country desc="Norway">NOR</country> <!-- three letters -->
          <address_note>Term time</address_note> <!-- 1000 characters at most -->
          <start_date>2026-08-15Z</start_date> <!-- valid from -->
          <end_date>2031-06-30Z</end_date> <!-- valid until -->
          <address_types> <!-- required, with one type or more -->
            <address_type desc="Home">home</address_type> <!-- home work school alternative -->
          </address_types>
        </address>
      </addresses>
      <emails> <!-- any number -->
        <email preferred="true"> <!-- letters go to the preferred one -->
          <email_address>ada.nilsen@example.edu</email_address> <!-- required -->
          <description>University account</description> <!-- free text -->
          <email_types> <!-- required, with one type or more -->
            <email_type desc="School">school</email_type> <!-- personal work school alternative -->
          </email_types>
        </email>
      </emails>
      <phones> <!-- any number -->
        <phone preferred="true" preferred_sms="true"> <!-- preferred_sms: the one for messages -->
          <phone_number>+47 91234567</phone_number> <!-- required -->
          <phone_types> <!-- required, with one type or more -->
            <phone_type desc="Mobile">mobile</phone_type> <!-- home mobile office officeFax -->
          </phone_types>
        </phone>
      </phones>
    </contact_info>
    <user_identifiers> <!-- further identifiers; no two people may share one -->
      <user_identifier>
        <id_type desc="Barcode">BARCODE</id_type> <!-- required; a code -->
        <value>21000000000018</value> <!-- required; here case counts -->
        <note>Card issued 2026</note> <!-- 2000 characters at most -->
        <status>ACTIVE</status> <!-- ACTIVE or INACTIVE -->
      </user_identifier>
    </user_identifiers>
    <user_blocks> <!-- what keeps the person from using the library -->
      <user_block>
        <block_type desc="General">GENERAL</block_type> <!-- a code -->
        <block_description desc="Card reported lost">CARD_LOST</block_description> <!-- required -->
        <block_status>ACTIVE</block_status> <!-- ACTIVE or INACTIVE -->
        <block_note>Reported at the desk</block_note> <!-- 2000 characters at most -->
        <created_by>SIS</created_by> <!-- who -->
        <created_date>2026-09-01T08:30:00Z</created_date> <!-- when, with the time of day -->
        <expiry_date>2026-12-31T00:00:00Z</expiry_date> <!-- until when, with the time of day -->
        <item_loan_id>1204</item_loan_id> <!-- the loan it is about -->
      </user_block>
    </user_blocks>
    <user_notes> <!-- what staff should know -->
      <user_note>
        <note_type desc="Registrar">REGISTRAR</note_type> <!-- required; a code -->
        <note_text>Exchange student until June</note_text> <!-- 2000 characters at most -->
        <user_viewable>false</user_viewable> <!-- required: may the person read it? -->
        <popup_note>false</popup_note> <!-- required: is it shown at the desk unasked? -->
        <created_by>SIS</created_by> <!-- who -->
        <created_date>2026-09-01T08:30:00Z</created_date> <!-- when, with the time of day -->
      </user_note>
    </user_notes>
    <user_statistics> <!-- categories for counting -->
      <user_statistic>
        <statistic_category desc="History">HIST</statistic_category> <!-- required; a code -->
        <category_type desc="Department">DEPT</category_type> <!-- the kind of category -->
        <statistic_note>Major</statistic_note> <!-- 2000 characters at most -->
      </user_statistic>
    </user_statistics>
    <rs_libraries> <!-- libraries that borrow elsewhere for the person; protected -->
      <rs_library>
        <code desc="Main library">MAIN</code> <!-- 50 characters at most -->
      </rs_library>
    </rs_libraries>
    <library_notices> <!-- letters the person asked for, or asked not to get; protected -->
      <library_notice>
        <code desc="Courtesy notice">COURTESY</code> <!-- the letter -->
        <value>true</value> <!-- true or false -->
      </library_notice>
    </library_notices>
    <source_link_id>8841</source_link_id> <!-- of a record copied from another institution -->
    <source_institution_code>01EXAMPLE_INST</source_institution_code> <!-- that institution -->
    <linking_id>1-8841</linking_id> <!-- and its link -->
    <pref_first_name>Adi</pref_first_name> <!-- names the person goes by; staff's changes stay -->
    <pref_middle_name>M.</pref_middle_name> <!-- likewise -->
    <pref_last_name>Nilsen-Berg</pref_last_name> <!-- likewise -->
    <pref_name_suffix>PhD</pref_name_suffix> <!-- likewise -->
    <is_researcher>false</is_researcher> <!-- true or false -->
  </user>
)xml",
    R"xml(  <!-- A member of staff, with what most exports have. -->
  <user>
    <primary_id>s1000002</primary_id>
    <first_name>Bjørn</first_name>
    <last_name>O'Brien</last_name>
    <job_description>Lecturer, Physics</job_description>
    <user_group desc="Faculty">FACULTY</user_group>
    <preferred_language desc="Norwegian">no</preferred_language>
    <expiry_date>2035-12-31Z</expiry_date>
    <purge_date>2037-12-31Z</purge_date>
    <status desc="Active">ACTIVE</status>
    <contact_info>
      <addresses>
        <address preferred="true">
          <line1>University, room 12</line1>
          <city>Bodø</city>
          <postal_code>8026</postal_code>
          <country desc="Norway">NOR</country>
          <address_types>
            <address_type desc="Work">work</address_type>
          </address_types>
        </address>
      </addresses>
      <emails>
        <email preferred="true">
          <email_address>bjorn.obrien@example.edu</email_address>
          <email_types>
            <email_type desc="Work">work</email_type>
          </email_types>
        </email>
        <email>
          <email_address>bjorn@mail.example.org</email_address>
          <email_types>
            <email_type desc="Personal">personal</email_type>
          </email_types>
        </email>
      </emails>
      <phones>
        <phone preferred="true">
          <phone_number>+47 75123456</phone_number>
          <phone_types>
            <phone_type desc="Office">office</phone_type>
          </phone_types>
        </phone>
      </phones>
    </contact_info>
    <user_identifiers>
      <user_identifier>
        <id_type desc="Barcode">BARCODE</id_type>
        <value>21000000000026</value>
      </user_identifier>
      <user_identifier>
        <id_type desc="University ID">UNIV_ID</id_type>
        <value>800000002</value>
      </user_identifier>
    </user_identifiers>
  </user>
)xml",
    R"xml(  <!-- A student who has left, with as little as possible. -->
  <user>
    <primary_id>s1000003</primary_id>
    <first_name>小明</first_name>
    <last_name>王</last_name>
    <user_group desc="Graduate student">GRAD</user_group>
    <expiry_date>2025-06-30Z</expiry_date>
    <purge_date>2026-06-30Z</purge_date>
    <status desc="Inactive">INACTIVE</status>
    <contact_info>
      <emails>
        <email preferred="true">
          <email_address>xiaoming.wang@mail.example.org</email_address>
          <email_types>
            <email_type desc="Personal">personal</email_type>
          </email_types>
        </email>
      </emails>
    </contact_info>
    <user_identifiers>
      <user_identifier>
        <id_type desc="Barcode">BARCODE</id_type>
        <value>21000000000034</value>
      </user_identifier>
    </user_identifiers>
  </user>
)xml"};

}  // namespace roster::sis
