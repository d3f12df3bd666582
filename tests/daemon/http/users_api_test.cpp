#include <gmock/gmock.h>

#include "tests/daemon/http/users_api_fixture.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

User ada() {
  User user = test::plain_user("s100");
  user.first_name = "Ada";
  user.last_name = "Byron";
  user.status = {"ACTIVE", "Active"};
  user.account_type = {"EXTERNAL", ""};
  user.expiry_date = test::day(2030, 1, 16);
  user.user_identifiers = {test::identifier("BARCODE", "D77")};
  return user;
}

TEST_F(UsersApiTest, AUserIsFoundByAnyId) {
  store(ada());
  EXPECT_EQ(get("/users/s100").at("primary_id"), "s100");
  EXPECT_EQ(get("/users/S100").at("primary_id"), "s100");
  EXPECT_EQ(get("/users/D77?user_id_type=BARCODE").at("primary_id"), "s100");
  EXPECT_EQ(refusal(send(Method::get, "/users/D77?user_id_type=UNIV_ID")),
            "400 401890 User with identifier D77 of type UNIV_ID was not found.");
  EXPECT_EQ(refusal(send(Method::get, "/users/nobody")),
            "400 401861 User with identifier nobody was not found.");
}

TEST_F(UsersApiTest, AnIdOfATypeIsNotMistakenForAnothersPrimaryId) {
  store(ada());
  store(test::plain_user("D78"));
  User bert = test::plain_user("s200");
  bert.user_identifiers = {test::identifier("BARCODE", "S100x")};
  bert.linking_id = "77";
  bert.source_institution_code = "41LIB";
  bert.source_link_id = "900";
  store(bert);
  store(test::plain_user("900"));
  EXPECT_EQ(get("/users/s100X?user_id_type=BARCODE").at("primary_id"), "s200");
  EXPECT_EQ(refusal(send(Method::get, "/users/D78?user_id_type=BARCODE")),
            "400 401890 User with identifier D78 of type BARCODE was not found.");
  EXPECT_EQ(get("/users/77?user_id_type=linking_id").at("primary_id"), "s200");
  EXPECT_EQ(refusal(send(Method::get, "/users/78?user_id_type=linking_id")),
            "400 4019998 User with linking ID 78 was not found.");
  EXPECT_EQ(get("/users/900?source_institution_code=41LIB").at("primary_id"), "s200");
  EXPECT_EQ(refusal(send(Method::get, "/users/s200?source_institution_code=41LIB")),
            "400 4019990 User with source identifier s200 was not found.");
}

TEST_F(UsersApiTest, AUserHasEveryMemberThatClientsIndexUnasked) {
  User user;
  user.primary_id = "s1";
  store(user);
  EXPECT_EQ(
      send(Method::get, "/users/s1").body,
      R"({"record_type":{"value":"","desc":""},"primary_id":"s1","first_name":"","middle_name":"",)"
      R"("last_name":"","pin_number":"","user_title":{"value":"","desc":""},)"
      R"("job_category":{"value":"","desc":""},"job_description":"","gender":{"value":"","desc":""},)"
      R"("user_group":{"value":"","desc":""},"campus_code":{"value":null,"desc":null},)"
      R"("web_site_url":"","cataloger_level":{"value":"","desc":""},)"
      R"("preferred_language":{"value":"","desc":""},"account_type":{"value":"","desc":""},)"
      R"("external_id":"","status":{"value":"","desc":""},)"
      R"("contact_info":{"address":[],"email":[],"phone":[]},"user_identifier":[],"user_block":[],)"
      R"("user_note":[],"user_statistic":[],"rs_library":[],"library_notice":[],)"
      R"("source_link_id":"","source_institution_code":"","linking_id":"","pref_first_name":"",)"
      R"("pref_middle_name":"","pref_last_name":"","pref_name_suffix":"","is_researcher":null,)"
      R"("password":"","force_password_change":"","user_role":[],"proxy_for_user":[],)"
      R"("researcher":null,"link":null,"requests":null,"loans":null,"fees":null})");
}

TEST_F(UsersApiTest, WithoutAWishTheAnswerIsXml) {
  store(ada());
  const Response response = send_as("reader", "", Method::get, "/users/s100");
  EXPECT_EQ(response.content_type, "application/xml;charset=UTF-8");
  EXPECT_THAT(response.body, HasSubstr("<user>\n  <record_type>PUBLIC</record_type>\n  "
                                       "<primary_id>s100</primary_id>\n"));
  EXPECT_EQ(send_as("reader", "application/xml, application/json", Method::get, "/users/s100")
                .content_type,
            "application/xml;charset=UTF-8");
  EXPECT_EQ(send_as("reader", "*/*", Method::get, "/users/s100?format=json").content_type,
            "application/json;charset=UTF-8");
}

TEST_F(UsersApiTest, AnErrorInXmlHasTheVendorsNamespace) {
  EXPECT_THAT(send_as("reader", "application/xml", Method::get, "/users/x").body,
              ::testing::MatchesRegex(
                  "<.xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\".>\n"
                  "<web_service_result xmlns=\"http://com/exlibris/urm/general/xmlbeans\">\n"
                  "  <errorsExist>true</errorsExist>\n  <errorList>\n    <error>\n"
                  "      <errorCode>401861</errorCode>\n"
                  "      <errorMessage>User with identifier x was not found.</errorMessage>\n"
                  "      <trackingId>E01-[0-9]+</trackingId>\n"
                  "    </error>\n  </errorList>\n</web_service_result>\n"));
}

TEST_F(UsersApiTest, WithoutAKnownKeyNothingIsServed) {
  EXPECT_EQ(refusal(send_as("", "application/json", Method::get, "/users")),
            "401 UNAUTHORIZED Invalid API Key");
  EXPECT_EQ(refusal(send_as("wrong", "application/json", Method::get, "/users/operation/test")),
            "401 UNAUTHORIZED Invalid API Key");
  EXPECT_EQ(send_as("", "application/json", Method::get, "/users?apiKey=reader").status, 200U);
}

TEST_F(UsersApiTest, AnswersAreKeptNowhere) {
  const auto headers = send(Method::get, "/users").headers;
  using Headers = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(headers,
            (Headers{{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}));
}

TEST_F(UsersApiTest, AReadersKeyMayNotWrite) {
  for (const Method method : {Method::post, Method::put, Method::remove})
    EXPECT_EQ(refusal(send_as("reader", "application/json", method, "/users/operation/test", "{}")),
              "403 FORBIDDEN This API key is read-only.");
  for (const Method method : {Method::put, Method::remove})
    EXPECT_EQ(refusal(send_as("reader", "application/json", method, "/users/s100", "{}")),
              "403 FORBIDDEN This API key is read-only.");
  EXPECT_EQ(refusal(send_as("reader", "application/json", Method::post, "/users", "{}")),
            "403 FORBIDDEN This API key is read-only.");
  EXPECT_EQ(send_as("reader", "application/json", Method::get, "/users/operation/test").body,
            R"("GET - OK - institutionCode: ROSTER")");
  EXPECT_EQ(send(Method::post, "/users/operation/test").body, R"("POST - OK")");
}

TEST_F(UsersApiTest, AnEmptyListHasNoUsers) {
  EXPECT_EQ(send(Method::get, "/users").body, R"({"total_record_count":0})");
  EXPECT_EQ(send_as("reader", "", Method::get, "/users").body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
            "<users total_record_count=\"0\">\n</users>\n");
}

TEST_F(UsersApiTest, AListIsOrderedByNameAndCut) {
  for (const auto& [id, last] : {std::pair{"c", "Zorn"}, {"b", "abel"}, {"a", "Zorn"}}) {
    User user = test::plain_user(id);
    user.last_name = last;
    store(user);
  }
  const auto ids = [&](const std::string& target) {
    std::string out;
    const json::object answer = get(target);
    for (const auto& user : answer.at("user").as_array())
      out += std::string(user.at("primary_id").as_string());
    return out;
  };
  EXPECT_EQ(ids("/users"), "bac");
  EXPECT_EQ(ids("/users?limit=1&offset=1"), "a");
  EXPECT_EQ(ids("/users/?order_by=primary_id"), "abc");
  EXPECT_EQ(get("/users?limit=1").at("total_record_count"), 3);
  EXPECT_EQ(ids("/users?q=last_name~zorn"), "ac");
  EXPECT_EQ(ids("/users?q=last_name~zorn+AND+primary_id~c"), "c");
  EXPECT_EQ(refusal(send(Method::get, "/users?q=shoe_size~44")),
            "400 60106 Invalid query format: the field shoe_size cannot be searched.");
  EXPECT_EQ(refusal(send(Method::get, "/users?limit=many")),
            "400 401666 The parameter limit is not valid: many.");
}

TEST_F(UsersApiTest, AListIsTheSameWhetherTheStoreKeepsItsOrderOrNot) {
  for (const auto& [id, last, first] : {std::tuple{"c", "Zorn", "Eva"},
                                        {"b", "abel", "Zoe"},
                                        {"a", "Zorn", "Eva"},
                                        {"d", "Byron", "Ada"}}) {
    User user = test::plain_user(id);
    user.last_name = last;
    user.first_name = first;
    store(user);
  }
  const char* const targets[] = {"/users",
                                 "/users?limit=2&offset=1",
                                 "/users?order_by=first_name",
                                 "/users?order_by=primary_id&limit=3",
                                 "/users?limit=0",
                                 "/users?offset=9"};
  std::vector<std::string> before;
  for (const char* target : targets) before.push_back(send(Method::get, target).body);
  {
    const auto transaction = session_.store().begin(Access::write);
    transaction->keep_names();
    transaction->commit();
  }
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(send(Method::get, targets[i]).body, before[i]) << targets[i];
  EXPECT_EQ(get("/users?limit=0").at("total_record_count"), 4);
}

TEST_F(UsersApiTest, AListOfThoseWhoChangedBeginsOnADay) {
  store(test::plain_user("old"));  // in 1970, as the fixture's changes are
  ASSERT_EQ(send(Method::post, "/users", R"({"primary_id":"new","last_name":"Byron"})").status,
            200U);
  const auto ids = [&](const std::string& target) {
    std::string out;
    const json::object answer = get(target);
    EXPECT_EQ(answer.contains("user") ? answer.at("user").as_array().size() : 0,
              answer.at("total_record_count").as_int64());
    if (answer.contains("user"))
      for (const auto& user : answer.at("user").as_array())
        out += std::string(user.at("primary_id").as_string()) + " ";
    return out;
  };
  EXPECT_EQ(ids("/users?modify_date_from=2026-11-22"), "new ");
  EXPECT_EQ(ids("/users?modify_date_from=2026-11-23"), "");
  EXPECT_EQ(ids("/users?modify_date_from=1970-01-01&order_by=primary_id"), "new old ");
  EXPECT_EQ(refusal(send(Method::get, "/users?modify_date_from=2026-11-22&q=last_name~x")),
            "400 401666 The parameters q and modify_date_from exclude each other.");
  EXPECT_EQ(refusal(send(Method::get, "/users?modify_date_from=yesterday")),
            "400 401666 The parameter modify_date_from is not valid: yesterday.");
}

TEST_F(UsersApiTest, AnItemOfAListIsShortAndLinked) {
  store(ada());
  EXPECT_EQ(
      send(Method::get, "/users").body,
      R"({"user":[{"primary_id":"s100","first_name":"Ada","middle_name":"","last_name":"Byron",)"
      R"("gender":{"value":"","desc":""},"password":"","status":{"value":"ACTIVE","desc":"Active"},)"
      R"("requests":null,"loans":null,"fees":null,)"
      R"("link":"http://localhost:8080/almaws/v1/users/s100"}],"total_record_count":1})");
  EXPECT_TRUE(get("/users?expand=full").at("user").at(0).as_object().contains("user_identifier"));
}

TEST_F(UsersApiTest, WhatIsOwedElsewhereIsCounted) {
  store(ada());
  auto transaction = session_.store().begin(Access::write);
  transaction->begin_obligations("circulation", test::at(1));
  const Obligation rows[] = {{"s100", ObligationKind::loan, 2, {}},
                             {"s100", ObligationKind::fee, 1, *parse_amount("12.5")}};
  transaction->add_obligations("circulation", rows);
  transaction->commit();
  transaction.reset();
  EXPECT_EQ(json::serialize(get("/users/s100?expand=loans,fees").at("loans")),
            R"({"value":"2","link":"http://localhost:8080/almaws/v1/users/s100/loans"})");
  EXPECT_EQ(json::serialize(get("/users/s100/fees").at("total_sum")), "1.25E1");
  EXPECT_EQ(get("/users/s100/loans").at("total_record_count"), 2);
  EXPECT_EQ(get("/users/s100/requests").at("total_record_count"), 0);
  EXPECT_EQ(get("/users/s100/loans?loan_status=Complete").at("total_record_count"), 0);
  EXPECT_EQ(get("/users/s100/fees?status=CLOSED").at("total_record_count"), 0);
  EXPECT_EQ(get("/users?q=fines_fees_sum~12.5").at("total_record_count"), 1);
  EXPECT_EQ(get("/users?q=fines_fees_sum~13").at("total_record_count"), 0);
  EXPECT_THAT(
      send_as("reader", "", Method::get, "/users/s100?expand=loans,fees").body,
      HasSubstr(
          "  <requests link=\"http://localhost:8080/almaws/v1/users/s100/requests\">0</requests>\n"
          "  <loans link=\"http://localhost:8080/almaws/v1/users/s100/loans\">2</loans>\n"
          "  <fees link=\"http://localhost:8080/almaws/v1/users/s100/fees\">12.50</fees>\n"
          "</user>\n"));
}

TEST_F(UsersApiTest, WhileOtherWorkGoesOnAWriteIsAskedToComeAgain) {
  too_late_ = true;
  const Response response = send(Method::remove, "/users/s100");
  EXPECT_EQ(refusal(response), "503 GENERAL_ERROR The service is busy, please retry later.");
  EXPECT_THAT(response.headers, ::testing::Contains(::testing::Pair("Retry-After", "30")));
}

TEST_F(UsersApiTest, PersonalDataIsAllThatIsKeptOfAPerson) {
  store(ada());
  auto transaction = session_.store().begin(Access::write);
  const UserId id = find_user(*transaction, "s100")->id;
  transaction->set_lock(id, Lock{"desk", test::at(9), "anna"});
  transaction->set_keep(id, Keep{"a lecturer", {}, "bert", test::at(8)});
  transaction->commit();
  transaction.reset();
  ASSERT_EQ(send(Method::put, "/users/s100", R"({"primary_id":"ada","last_name":"Byron"})").status,
            200U);
  const json::object data = get("/users/ada/personal-data");
  EXPECT_EQ(data.at("user").at("primary_id"), "ada");
  EXPECT_EQ(data.at("history").as_array().size(), 2U);
  EXPECT_EQ(json::serialize(data.at("former_ids")), R"(["D77","s100"])");
  EXPECT_EQ(data.at("lock").at("holder"), "desk");
  EXPECT_EQ(data.at("keep").at("reason"), "a lecturer");
}

TEST_F(UsersApiTest, WhatIsNotSupportedIsSaid) {
  store(ada());
  EXPECT_EQ(get("/users/s100/attachments").at("total_record_count"), 0);
  EXPECT_EQ(refusal(send(Method::get, "/users/s100/deposits")),
            "400 INVALID_REQUEST Action is not supported: deposits.");
  EXPECT_EQ(refusal(send(Method::post, "/users/s100/fees/all?op=pay")),
            "400 INVALID_REQUEST Action is not supported: fees.");
  EXPECT_EQ(refusal(send(Method::post, "/users/s100?op=refresh")),
            "400 401866 User authentication failed");
  EXPECT_EQ(refusal(send(Method::post, "/users/s100?op=auth")),
            "400 401866 User authentication failed");
  EXPECT_EQ(refusal(send(Method::get, "/bibs/1")),
            "404 NOT_FOUND There is no such address in this API.");
}

}  // namespace
}  // namespace roster::http
