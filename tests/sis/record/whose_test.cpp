// Whom a refused record is about.
#include "sis/record/whose.hpp"

#include <gtest/gtest.h>

namespace roster::sis {
namespace {

std::string user(std::string_view content) { return "<user>" + std::string(content) + "</user>"; }

struct Told {
  std::string primary_id;
  bool told;
  friend bool operator==(const Told&, const Told&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Told& it) {
    return out << it.primary_id << (it.told ? " told" : " not told");
  }
};

Told whose(std::string_view content, std::string_view match = "primary_id") {
  const Whose whose = whose_record(user(content), match);
  return {whose.primary_id, whose.told};
}

TEST(Whose, IsToldByTheOwnPrimaryIdWhateverIsDamagedLater) {
  EXPECT_EQ(whose("<primary_id>s1</primary_id><note>R & D</note>"), (Told{"s1", true}));
  EXPECT_EQ(whose("<primary_id>s1</primary_id><first_name>Ada<last_name>B</last_name>"),
            (Told{"s1", true}));
  EXPECT_EQ(whose("<primary_id>s1</primary_id><![CDATA[ never closed"), (Told{"s1", true}));
}

TEST(Whose, IsNotToldByThePrimaryIdOfAList) {
  EXPECT_EQ(whose("<proxy_for_users><proxy_for_user><primary_id>boss</primary_id></proxy_for_user>"
                  "</proxy_for_users><primary_id>clerk</primary_id><note>R & D</note>"),
            (Told{"clerk", true}));
  EXPECT_EQ(whose("<proxy_for_users><proxy_for_user><primary_id>boss</primary_id></proxy_for_user>"
                  "</proxy_for_users>"),
            (Told{"", false}));
  EXPECT_EQ(whose("<researcher><primary_id>boss</primary_id></researcher>"), (Told{"", false}));
}

TEST(Whose, ResolvesReferencesAndSections) {
  EXPECT_EQ(whose("<primary_id><![CDATA[cdata]]></primary_id>"), (Told{"cdata", true}));
  EXPECT_EQ(whose("<primary_id>a&amp;b</primary_id>"), (Told{"a&b", true}));
  EXPECT_EQ(whose("<primary_id>&#x73;<!-- x -->1</primary_id>"), (Told{"s1", true}));
  EXPECT_EQ(whose("<x:primary_id xmlns:x='urn:x'>\u00A0s1\u200B\n</x:primary_id>"),
            (Told{"s1", true}));
}

TEST(Whose, IsToldByTheUserNameOfV1) {
  const Whose found = whose_record(
      "<use:userRecord><use:userDetails><use:userName>s1</use:userName>"
      "<use:lastName>R & D</use:lastName></use:userDetails></use:userRecord>",
      "primary_id");
  EXPECT_EQ(found.primary_id, "s1");
  EXPECT_TRUE(found.told);
}

TEST(Whose, IsAHintOnlyWhereTheIdItselfIsDamaged) {
  EXPECT_EQ(whose("<primary_id>R&D</primary_id>"), (Told{"R&D", false}));
  EXPECT_EQ(whose("<primary_id>s1<last_name>B</last_name></primary_id>"), (Told{"s1", false}));
  EXPECT_EQ(whose("<primary_id>s\xFF</primary_id>"), (Told{"", false}));
  EXPECT_EQ(whose("<primary_id>s1"), (Told{"", false}));
}

TEST(Whose, IsAHintOnlyBehindBrokenStructure) {
  EXPECT_EQ(whose("<first_name>Ada</last_name><primary_id>s1</primary_id>"), (Told{"", false}));
  EXPECT_EQ(whose("</oops><primary_id>s1</primary_id>"), (Told{"s1", false}));
  EXPECT_EQ(whose("<note>a < b</note><primary_id>s1</primary_id>"), (Told{"s1", false}));
}

TEST(Whose, IsAHintOnlyInARecordWhoseOwnTagIsBroken) {
  const Whose found =
      whose_record("<user b=\"<\"><primary_id>s1</primary_id></user>", "primary_id");
  EXPECT_EQ(found.primary_id, "s1");
  EXPECT_FALSE(found.told);
}

TEST(Whose, OfTwoPrimaryIdsNeitherCounts) {
  EXPECT_EQ(whose("<primary_id>s1</primary_id><primary_id>s2</primary_id>"), (Told{"", false}));
  EXPECT_EQ(whose("<primary_id>s1</primary_id><primary_id>s1</primary_id>"), (Told{"s1", true}));
  EXPECT_EQ(whose("<primary_id>s1</primary_id></oops><usr><primary_id>s2</primary_id></usr>"),
            (Told{"", false}));
}

TEST(Whose, IsToldByTheMatchIdentifier) {
  const std::string_view kCard =
      "<user_identifiers><user_identifier><value>777</value><id_type>BARCODE</id_type>"
      "</user_identifier></user_identifiers>";
  const Whose found = whose_record(user(std::string(kCard) + "<note>R & D</note>"), "BARCODE");
  EXPECT_TRUE(found.told);
  ASSERT_EQ(found.identifiers.size(), 1U);
  EXPECT_EQ(found.identifiers[0].value, "777");
  EXPECT_EQ(found.identifiers[0].id_type.value, "BARCODE");
  EXPECT_FALSE(whose_record(user(kCard), "NET_ID").told);
  EXPECT_FALSE(whose_record(user(kCard), "primary_id").told);
}

TEST(Whose, TakesTimeInProportion) {
  std::string bytes = "<user><primary_id>s1</primary_id>";
  for (int i = 0; i < 100'000; ++i) bytes += "<a <!";
  EXPECT_TRUE(whose_record(bytes, "primary_id").told);
}

}  // namespace
}  // namespace roster::sis
