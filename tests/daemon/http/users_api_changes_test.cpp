#include <gmock/gmock.h>

#include "daemon/work/asked.hpp"
#include "tests/daemon/http/users_api_fixture.hpp"
#include "users/model/fields.hpp"

namespace roster::http {
namespace {

using ::testing::IsEmpty;

constexpr const char* kAda =
    R"({"primary_id":"s100","last_name":"Byron","record_type":{"value":"PUBLIC"},)"
    R"("account_type":{"value":"EXTERNAL"},"external_id":"SIS","user_group":{"value":"GRAD"},)"
    R"("status":{"value":"ACTIVE"},"expiry_date":"2030-01-16Z",)"
    R"("contact_info":{"email":[{"preferred":true,"segment_type":"External","email_address":"ada@example.edu","email_type":[{"value":"school"}]}]},)"
    R"("user_identifier":[{"segment_type":"Internal","id_type":{"value":"BARCODE"},"value":"D77"}]})";

TEST_F(UsersApiTest, ACreatedUserIsAnsweredAsStored) {
  const Response response = send(Method::post, "/users", kAda);
  ASSERT_EQ(response.status, 200U) << response.body;
  const User user = stored("s100");
  EXPECT_EQ(user.expiry_date, test::day(2030, 1, 16));
  EXPECT_EQ(user.emails.at(0).segment, Segment::external);
  EXPECT_TRUE(user.emails.at(0).preferred);
  EXPECT_EQ(user.user_identifiers.at(0).segment, Segment::internal);
  EXPECT_EQ(send(Method::get, "/users/s100").body, response.body);
}

TEST_F(UsersApiTest, ACreateInXmlIsTheSame) {
  ASSERT_EQ(
      send(Method::post, "/users",
           "<user><primary_id>s7</primary_id><last_name>Zorn</last_name>"
           "<account_type>INTERNAL</account_type><user_notes><user_note segment_type=\"Internal\">"
           "<note_type>OTHER</note_type><note_text>desk</note_text><user_viewable>false</"
           "user_viewable>"
           "<popup_note>true</popup_note></user_note></user_notes></user>")
          .status,
      200U);
  const User user = stored("s7");
  EXPECT_EQ(user.account_type.value, "INTERNAL");
  EXPECT_EQ(user.user_notes.at(0).segment, Segment::internal);
  EXPECT_TRUE(user.user_notes.at(0).popup_note);
}

TEST_F(UsersApiTest, AUserWithoutAPrimaryIdGetsOneOfTheNames) {
  const char* body = R"({"first_name":"Ada","last_name":"van Dyck"})";
  EXPECT_EQ(send(Method::post, "/users", body).status, 200U);
  EXPECT_EQ(send(Method::post, "/users", body).status, 200U);
  EXPECT_EQ(stored("Ada.van_Dyck").last_name, "van Dyck");
  EXPECT_EQ(stored("Ada.van_Dyck2").last_name, "van Dyck");
}

TEST_F(UsersApiTest, ACreateIsRefusedInTheVendorsWords) {
  ASSERT_EQ(send(Method::post, "/users", kAda).status, 200U);
  EXPECT_EQ(refusal(send(Method::post, "/users", kAda)),
            "400 401851 User with identifier s100 of type primary_id already exists.");
  EXPECT_EQ(refusal(send(Method::post, "/users", "not json")),
            "400 401676 No valid XML was given.");
  EXPECT_EQ(refusal(send(Method::post, "/users", "<user><last_name>x")),
            "400 401676 No valid XML was given.");
  EXPECT_EQ(refusal(send(Method::post, "/users", R"({"primary_id":"x"})")),
            "400 401664 Mandatory field is missing: last_name");
  EXPECT_EQ(
      refusal(send(Method::post, "/users",
                   R"({"primary_id":"x","last_name":"X","account_type":{"value":"EXTERNAL"}})")),
      "400 401854 External id is missing for an external user.");
  EXPECT_EQ(refusal(send(Method::post, "/users",
                         R"({"primary_id":"x","last_name":"X","expiry_date":"11/22/2026"})")),
            "400 401652 expiry_date: '11/22/2026' is not a date (YYYY-MM-DD)");
}

TEST_F(UsersApiTest, WhatAFeedsReaderWouldDropIsRefused) {
  const auto made = [this](const std::string& members) {
    return refusal(
        send(Method::post, "/users", R"({"primary_id":"x","last_name":"X",)" + members + "}"));
  };
  const std::string missing = "400 401664 Mandatory field is missing: ";
  EXPECT_EQ(made(R"("user_identifier":[{"value":"7"}])"), missing + "user_identifier id_type");
  EXPECT_EQ(made(R"("user_identifier":[{"id_type":{"value":"BARCODE"},"value":" "}])"),
            missing + "user_identifier value");
  EXPECT_EQ(made(R"("user_note":[{"note_text":"t"}])"), missing + "user_note note_type");
  EXPECT_EQ(made(R"("user_block":[{"block_type":{"value":"LOAN"}}])"),
            missing + "user_block block_description");
  EXPECT_EQ(made(R"("user_statistic":[{"statistic_note":"n"}])"),
            missing + "user_statistic statistic_category");
  EXPECT_EQ(made(R"("contact_info":{"email":[{"email_type":[{"value":"work"}]}]})"),
            missing + "email email_address");
  EXPECT_EQ(made(R"("user_note":[{"note_type":{"value":"POPUP"},"created_date":"yesterday"}])"),
            "400 401652 created_date: 'yesterday' is not a date and time");
  EXPECT_EQ(made(R"("expiry_date":"2030-02-28th")"),
            "400 401652 expiry_date: '2030-02-28th' is not a date (YYYY-MM-DD)");
  EXPECT_EQ(made(R"("user_group":{"value":"GR\u00adAD"})"),
            "400 401652 user_group: 'GR\\u00ADAD' holds an invisible character");
  EXPECT_EQ(made(R"("user_identifier":[{"id_type":{"value":"BARCODE"},"value":"E1\nV"}])"),
            "400 401652 value: 'E1\\x0AV' holds an invisible character");
  EXPECT_EQ(made(R"("status":{"value":"GONE"})"),
            "400 401652 status: 'GONE' is not valid; allowed: ACTIVE, INACTIVE");
}

TEST_F(UsersApiTest, BlanksAroundAValueAreNotOfIt) {
  ASSERT_EQ(send(Method::post, "/users",
                 R"({"primary_id":" s8 ","last_name":"\u00a0Byron ","user_identifier":)"
                 R"([{"id_type":{"value":"BARCODE "},"value":" B8"}],"user_note":[{"note_type":)"
                 R"({"value":"POPUP"},"created_date":"2030-05-31T05:44:15.264Z"}]})")
                .status,
            200U);
  const User user = stored("s8");
  EXPECT_EQ(user.primary_id, "s8");
  EXPECT_EQ(user.last_name, "Byron");
  EXPECT_EQ(user.user_identifiers.at(0).id_type.value, "BARCODE");
  EXPECT_EQ(user.user_identifiers.at(0).value, "B8");
  EXPECT_EQ(user.user_notes.at(0).created_date.text, "2030-05-31T05:44:15.264Z");
}

TEST_F(UsersApiTest, ACodeThatNoTableHasIsRefused) {
  const auto made = [this](const std::string& members) {
    return send(Method::post, "/users", R"({"primary_id":"x","last_name":"X",)" + members + "}");
  };
  const std::string phone =
      R"("contact_info":{"phone":[{"phone_number":"1","phone_type":[{"value":")";
  EXPECT_EQ(refusal(made(phone + R"(Home"}]}]})")),
            "400 401864 Given phone type (Home) is invalid.");
  EXPECT_EQ(refusal(made(phone + R"(orderFax"}]}]})")),
            "400 401863 Given phone type (orderFax) is not supported for given user record type "
            "(PUBLIC).");
  EXPECT_EQ(made(R"("record_type":{"value":"STAFF"},)" + phone + R"(orderFax"}]}]})").status, 200U);
  EXPECT_EQ(
      refusal(made(
          R"("contact_info":{"email":[{"email_address":"a@b","email_type":[{"value":"x"}]}]})")),
      "400 401864 Given email type (x) is invalid.");
  EXPECT_EQ(
      refusal(made(R"("contact_info":{"address":[{"line1":"1","address_type":[{"value":"x"}]}]})")),
      "400 401864 Given address type (x) is invalid.");
  EXPECT_EQ(refusal(made(R"("account_type":{"value":"INTEXTAUTH"})")),
            "400 401855 Account type cannot be internal with external authentication.");
}

TEST_F(UsersApiTest, AUserKeepsCodesOfAnEarlierLoad) {
  User odd = test::plain_user("s1");
  odd.user_group.value = "OLD";
  odd.status.value = "Active";
  odd.phones.resize(1);
  odd.phones[0].phone_number = "1";
  odd.phones[0].types = {{"kitchen", {}}};
  store(odd);
  Config config = session_.config();
  config.http.user_groups = {"GRAD"};
  session_.set_config(config);
  const std::string body = send(Method::get, "/users/s1").body;
  EXPECT_EQ(send(Method::put, "/users/s1", body).status, 200U);
}

TEST_F(UsersApiTest, AUserGroupMustBeOneOfTheConfiguredOnes) {
  const std::string body = R"({"primary_id":"x","last_name":"X","user_group":{"value":"TYPO"}})";
  Config config = session_.config();
  config.http.user_groups = {"GRAD", "STAFF"};
  session_.set_config(config);
  EXPECT_EQ(send(Method::get, "/conf/code-tables/UserGroups").body,
            R"({"name":"UserGroups","row":[{"code":"GRAD","description":"GRAD","enabled":true},)"
            R"({"code":"STAFF","description":"STAFF","enabled":true}]})");
  EXPECT_EQ(refusal(send(Method::post, "/users", body)),
            "400 401852 Given user group is not legal.");
  config.http.user_groups.clear();
  session_.set_config(config);
  EXPECT_EQ(send(Method::post, "/users", body).status, 200U) << "any is legal";
}

TEST_F(UsersApiTest, AChangeReplacesTheUserAndIsAStaffEdit) {
  ASSERT_EQ(send(Method::post, "/users", kAda).status, 200U);
  const char* changed =
      R"({"primary_id":"s100","last_name":"Lovelace","account_type":{"value":"EXTERNAL"},)"
      R"("external_id":"SIS","user_group":{"value":"STAFF"}})";
  ASSERT_EQ(send(Method::put, "/users/s100", changed).status, 200U);
  const User user = stored("s100");
  EXPECT_EQ(user.last_name, "Lovelace");
  EXPECT_EQ(user.user_group.value, "STAFF");
  EXPECT_NE(manual_edit(user, Field::user_group), nullptr);
  EXPECT_THAT(user.emails, IsEmpty());
  EXPECT_EQ(user.expiry_date, std::nullopt);
  const auto transaction = session_.store().begin(Access::read);
  EXPECT_EQ(transaction->history_of_user(find_user(*transaction, "s100")->id).back().what,
            "replaced by desk");
}

TEST_F(UsersApiTest, ProtectedFieldsStayUnlessOverridden) {
  ASSERT_EQ(send(Method::post, "/users", kAda).status, 200U);
  const std::string base = R"({"last_name":"Byron","user_group":{"value":")";
  ASSERT_EQ(send(Method::put, "/users/s100", base + "STAFF\"}}").status, 200U);
  ASSERT_EQ(send(Method::put, "/users/s100", base + "GUEST\"}}").status, 200U);
  EXPECT_EQ(stored("s100").user_group.value, "STAFF") << "staff had changed it by hand";
  ASSERT_EQ(send(Method::put, "/users/s100", R"({"last_name":"Byron"})").status, 200U);
  EXPECT_EQ(stored("s100").user_group.value, "STAFF") << "the body has none";
  ASSERT_EQ(send(Method::put, "/users/s100?override=user_group", base + "GUEST\"}}").status, 200U);
  EXPECT_EQ(stored("s100").user_group.value, "GUEST");
}

TEST_F(UsersApiTest, AnInternalUserBecomesExternalWithAnExternalIdAlone) {
  ASSERT_EQ(send(Method::post, "/users", R"({"primary_id":"s1","last_name":"Byron"})").status,
            200U);
  const std::string external = R"({"last_name":"Byron","account_type":{"value":"EXTERNAL"})";
  EXPECT_EQ(refusal(send(Method::put, "/users/s1", external + "}")),
            "400 401854 External id is missing for an external user.");
  EXPECT_EQ(refusal(send(Method::put, "/users/s1", R"({"last_name":"Byron","external_id":"SIS"})")),
            "400 401853 External id must be empty for internal users.");
  ASSERT_EQ(send(Method::put, "/users/s1", external + R"(,"external_id":"SIS"})").status, 200U);
  EXPECT_EQ(refusal(send(Method::put, "/users/s1",
                         R"({"last_name":"Byron","account_type":{"value":"INTERNAL"}})")),
            "400 401859 Action is not supported: an external user cannot become internal.");
}

TEST_F(UsersApiTest, AUserWithoutANameCanBeSentBackAsRead) {
  store(test::plain_user("s1"));
  User nameless = test::plain_user("s2");
  nameless.last_name = nameless.first_name = "";
  store(nameless);
  EXPECT_EQ(send(Method::put, "/users/s2", R"({"primary_id":"s2"})").status, 200U);
}

TEST_F(UsersApiTest, AnotherPrimaryIdRenames) {
  ASSERT_EQ(send(Method::post, "/users", kAda).status, 200U);
  ASSERT_EQ(
      send(Method::put, "/users/s100", R"({"primary_id":"lovelace","last_name":"Byron"})").status,
      200U);
  EXPECT_EQ(stored("lovelace").last_name, "Byron");
  EXPECT_EQ(
      send(Method::put, "/users/lovelace", R"({"external_id":"OTHER","last_name":"Byron"})").status,
      400U);
}

TEST_F(UsersApiTest, ADeletedUserIsGoneAndOneWithLoansStays) {
  ASSERT_EQ(send(Method::post, "/users", kAda).status, 200U);
  {
    const auto transaction = session_.store().begin(Access::write);
    transaction->begin_obligations("circulation", test::at(1));
    const Obligation rows[] = {{"s100", ObligationKind::loan, 2, {}}};
    transaction->add_obligations("circulation", rows);
    transaction->commit();
  }
  EXPECT_THAT(refusal(send(Method::remove, "/users/s100", "null")),
              ::testing::StartsWith(
                  "400 401850 Failed to delete user with identifier s100 of type all_unique."));
  {
    const auto transaction = session_.store().begin(Access::write);
    transaction->begin_obligations("circulation", test::at(2));
    transaction->commit();
  }
  const Response response = send(Method::remove, "/users/s100", "null");
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(refusal(send(Method::get, "/users/s100")),
            "400 401861 User with identifier s100 was not found.");
}

TEST_F(UsersApiTest, WithFourEyesADeletionWaitsForSomebodyElse) {
  ASSERT_EQ(send(Method::post, "/users", kAda).status, 200U);
  {
    const auto transaction = session_.store().begin(Access::write);
    transaction->add_key(
        {"desk", std::string(32, 'd'), ApiKey::Right::write, {}, "anna", test::at(1)});
    transaction->commit();
  }
  Config config = session_.config();
  config.http.four_eyes = true;
  session_.set_config(config);
  EXPECT_EQ(
      refusal(send(Method::remove, "/users/s100")),
      "400 401850 Failed to delete user with identifier s100 of type all_unique. (job 1 waits "
      "until somebody approves it)");
  EXPECT_EQ(send(Method::get, "/users/s100").status, 200U);
  const Job held = session_.store().begin(Access::read)->job(1).value();
  EXPECT_EQ(held.status, JobStatus::held);
  EXPECT_TRUE(has_asked_for(held, "desk"));
  EXPECT_TRUE(has_asked_for(held, "anna")) << "made the key";
  EXPECT_FALSE(has_asked_for(held, "bert"));
}

}  // namespace
}  // namespace roster::http
