// What the V.1 schema, which is our own reading, accepts and refuses.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "tests/sis/record/judging.hpp"

namespace roster::sis {
namespace {

constexpr const char* kFiles = "http://com/exlibris/digitool/repository/extsystem/xmlbeans";
constexpr const char* kService = "http://com/exlibris/urm/user_record/xmlbeans";
constexpr const char* kDetails =
    "<status>Active</status><defaultLanguage>en</defaultLanguage><userName>s100</userName>";

std::string v1(const std::string& content, const Namespaces& namespaces = {{"", kFiles}}) {
  static SchemaJudge judge(Schema::builtin(FormatVersion::v1));
  return judged(judge, content, namespaces);
}

std::string element(const std::string& name, const std::string& value) {
  return '<' + name + '>' + value + "</" + name + '>';
}

std::string record(const std::string& content, const std::string& details = {}) {
  return element("userRecord", element("userDetails", kDetails + details) + content);
}

/// libxml2 spells a name with its namespace.
std::string named(const std::string& name) { return "'{" + std::string(kFiles) + '}' + name + "'"; }

TEST(SchemaV1, the_smallest_record_has_details_with_status_and_language) {
  EXPECT_EQ(v1("<userRecord><userDetails><status>Active</status><defaultLanguage>en"
               "</defaultLanguage></userDetails></userRecord>"),
            "");
  EXPECT_EQ(v1("<userRecord/>").substr(0, 9), "1: Elemen");
  EXPECT_NE(v1("<userRecord><userDetails><status>Active</status></userDetails></userRecord>"), "");
  EXPECT_NE(v1("<userRecord><userDetails><defaultLanguage>en</defaultLanguage></userDetails>"
               "</userRecord>"),
            "");
}

TEST(SchemaV1, a_record_as_files_hold_it) {
  EXPECT_EQ(
      v1("<userRecord><matchId>s100</matchId>\n"
         "<userDetails><status>Active</status><expiryDate>20270630</expiryDate><defaultLanguage>en"
         "</defaultLanguage><userName>s100</userName><firstName>Ada</firstName><lastName>Byron"
         "</lastName><purgeDate>20280630</purgeDate><userType>External</userType><userGroup>"
         "UNDERGRAD</userGroup><userTitle>dr</userTitle></userDetails>\n"
         "<owneredEntity><modificationDate>20260901</modificationDate></owneredEntity>\n"
         "<userIdentifiers><userIdentifier><matchId>s100</matchId><segmentAction>x</segmentAction>"
         "<type>BARCODE</type><value>200100</value></userIdentifier></userIdentifiers>\n"
         "<userAddressList><userEmail preferred='true'><email>a@x.example</email><description/>"
         "<types><userEmailTypes>work</userEmailTypes></types></userEmail></userAddressList>"
         "</userRecord>"),
      "");
}

TEST(SchemaV1, the_service_s_namespace_and_none_count_as_the_files_namespace) {
  const std::string plain = record("");
  EXPECT_EQ(v1(plain, {}), "");
  EXPECT_EQ(v1(plain, {{"", kService}}), "");
  EXPECT_EQ(v1("<use:userRecord><use:userDetails><use:status>Active</use:status>"
               "<use:defaultLanguage>en</use:defaultLanguage></use:userDetails></use:userRecord>",
               {{"use", kFiles}}),
            "");
  EXPECT_EQ(v1("<xb:userRecord xmlns:xb='" + std::string(kService) +
                   "'><xb:userDetails><status xmlns=''>Active</status><xb:defaultLanguage>en"
                   "</xb:defaultLanguage></xb:userDetails></xb:userRecord>",
               {}),
            "");
  EXPECT_EQ(v1(plain, {{"", "urn:other"}}),
            "1: Element '{urn:other}userRecord': No matching global declaration available for the "
            "validation root.");
  EXPECT_EQ(v1("<userRecord><userDetails/></userRecord>", {}).substr(0, 12 + 57 + 11),
            ("1: Element " + named("userDetails") + ':').substr(0, 80));
}

TEST(SchemaV1, a_feed_is_any_number_of_records) {
  EXPECT_EQ(v1("<userRecords/>"), "");
  EXPECT_EQ(v1(element("userRecords", record("") + record(""))), "");
}

TEST(SchemaV1, dates_have_8_or_14_digits) {
  for (const char* date : {"20270630", "20270630235959"})
    EXPECT_EQ(v1(record("", element("expiryDate", date))), "") << date;
  EXPECT_EQ(v1(record("", "\n<expiryDate>2027-06-30</expiryDate>")),
            "2: Element " + named("expiryDate") +
                ": [facet 'pattern'] The value '2027-06-30' is not accepted by the pattern "
                "'[0-9]{8}([0-9]{6})?'.");
  for (const char* date : {"", "270630", "202706301", " 20270630", "٢٠٢٧٠٦٣٠"})
    EXPECT_NE(v1(record("", element("purgeDate", date))), "") << date;
  EXPECT_EQ(v1(record("<owneredEntity><creationDate>260901</creationDate></owneredEntity>")), "");
}

TEST(SchemaV1, lists_of_values_are_closed) {
  EXPECT_EQ(v1(record("", "<recordType>PUBLIC</recordType>")),
            "1: Element " + named("recordType") +
                ": [facet 'enumeration'] The value 'PUBLIC' is not an element of the set "
                "{'Public', 'Staff'}.");
  for (const auto& [name, good, bad] :
       std::vector<std::array<const char*, 3>>{{"recordType", "Staff", "Contact"},
                                               {"userType", "Internal", "EXTERNAL"},
                                               {"gender", "Male", "male"},
                                               {"forcePasswordChange", "no", "TRUE"}}) {
    EXPECT_EQ(v1(record("", element(name, good))), "") << name;
    EXPECT_NE(v1(record("", element(name, bad))), "") << name;
  }
}

TEST(SchemaV1, children_stand_in_any_order_each_once_and_the_unknown_is_refused) {
  EXPECT_EQ(v1("<userRecord><owneredEntity/>" + element("userDetails", kDetails) + "</userRecord>"),
            "");
  EXPECT_NE(v1(record("", "<status>Active</status>")), "");
  EXPECT_NE(v1(record("<owneredEntity/><owneredEntity/>")), "");
  EXPECT_EQ(v1(record("<ownedEntity/>")).substr(0, 11 + 60),
            ("1: Element " + named("ownedEntity")).substr(0, 71));
  EXPECT_NE(v1("<user/>"), "");
}

TEST(SchemaV1, what_may_be_absent_may_be_nil) {
  const Namespaces namespaces{{"", kFiles}, {"xsi", "http://www.w3.org/2001/XMLSchema-instance"}};
  EXPECT_EQ(v1(record("", "<firstName xsi:nil='true'/><expiryDate xsi:nil='1'/>"), namespaces), "");
  EXPECT_NE(v1(record("", "<firstName xsi:nil='true'>Ada</firstName>"), namespaces), "");
  EXPECT_NE(v1("<userRecord><userDetails><status xsi:nil='true'/><defaultLanguage>en"
               "</defaultLanguage></userDetails></userRecord>",
               namespaces),
            "");
}

TEST(SchemaV1, contacts_come_in_any_mix_with_their_values_and_types) {
  const std::string address =
      "<userAddress><line1>x</line1><line2/><line3/><line4/><line5/><city/><stateProvince/>"
      "<postalCode/><country/><addressNote/><types><userAddressTypes>home</userAddressTypes>"
      "</types></userAddress>";
  const std::string phone =
      "<userPhone preferred='true' preferredSMS='0'><phone>1</phone><types><userPhoneTypes>mobile"
      "</userPhoneTypes></types></userPhone>";
  const std::string email =
      "<userEmail><email>a</email><description/><types><userEmailTypes>work</userEmailTypes>"
      "<userEmailTypes>school</userEmailTypes></types></userEmail>";
  const auto list = [](const std::string& content) {
    return v1(record(element("userAddressList", content)));
  };
  EXPECT_EQ(list(""), "");
  EXPECT_EQ(list(phone + address + email + phone), "");
  const auto without = [](std::string text, const std::string& part) {
    return text.erase(text.find(part), part.size());
  };
  EXPECT_NE(list(without(address, "<city/>")), "");
  EXPECT_EQ(list(without(address, "<addressNote/>")), "");
  EXPECT_NE(list(without(phone, "<phone>1</phone>")), "");
  EXPECT_NE(list(without(email, "<email>a</email>")), "");
  EXPECT_NE(list("<userEmail><email>a</email><description/><types/></userEmail>"), "");
  EXPECT_NE(list("<userPhone><phone>1</phone><types><userPhoneTypes>Mobile</userPhoneTypes></types>"
                 "</userPhone>"),
            "");
}

TEST(SchemaV1, lists_of_a_record_need_what_makes_an_entry) {
  EXPECT_NE(v1(record("<userIdentifiers/>")), "");
  EXPECT_NE(v1(record("<userIdentifiers><userIdentifier><type>A</type></userIdentifier>"
                      "</userIdentifiers>")),
            "");
  const auto note = [](const std::string& content) {
    return v1(record("<userNoteList><userNote>" + content + "</userNote></userNoteList>"));
  };
  EXPECT_EQ(note("<note/><type>Other</type>"), "");
  EXPECT_NE(note("<note/><type>OTHER</type>"), "");
  EXPECT_NE(note("<type>Other</type>"), "");
  EXPECT_NE(note("<note/><type>Other</type><userViewable/>"), "");
  const auto block = [](const std::string& content) {
    return v1(record("<userBlockList><userBlock>" + content + "</userBlock></userBlockList>"));
  };
  EXPECT_EQ(block("<owneredEntity/><blockDefinitionId>A</blockDefinitionId>"), "");
  EXPECT_NE(block("<owneredEntity/>"), "");
  EXPECT_NE(block("<owneredEntity/><type>Fee</type><blockDefinitionId>A</blockDefinitionId>"), "");
  EXPECT_EQ(v1(record("<userStatisticalCategoriesList><userCategory><owneredEntity/>"
                      "<statisticalCategory>MATH</statisticalCategory></userCategory>"
                      "</userStatisticalCategoriesList>")),
            "");
  const auto role = [](const std::string& type) {
    return v1(
        record("<userRoleList><userRole><owneredEntity/><status>Active</status><expiryDate>"
               "20270630</expiryDate><scope/><roleType>" +
               type + "</roleType></userRole></userRoleList>"));
  };
  EXPECT_EQ(role("200"), "");
  EXPECT_NE(role("Patron"), "");
}

}  // namespace
}  // namespace roster::sis
