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

TEST_F(UsersApiTest, AReadersKeyMayNotWrite) {
  for (const Method method : {Method::put, Method::remove})
    EXPECT_EQ(refusal(send_as("reader", "application/json", method, "/users/s100", "{}")),
              "403 FORBIDDEN This API key may read only.");
  EXPECT_EQ(refusal(send_as("reader", "application/json", Method::post, "/users", "{}")),
            "403 FORBIDDEN This API key may read only.");
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
}

TEST_F(UsersApiTest, WhileOtherWorkGoesOnAWriteIsAskedToComeAgain) {
  too_late_ = true;
  const Response response = send(Method::remove, "/users/s100");
  EXPECT_EQ(refusal(response), "503 GENERAL_ERROR Other work goes on, please retry later.");
  EXPECT_THAT(response.headers, ::testing::ElementsAre(::testing::Pair("Retry-After", "30")));
}

TEST_F(UsersApiTest, WhatIsNotSupportedIsSaid) {
  EXPECT_EQ(refusal(send(Method::post, "/users/s100?op=auth")),
            "400 401866 User authentication failed");
  EXPECT_EQ(refusal(send(Method::get, "/bibs/1")),
            "404 NOT_FOUND There is no such address in this API.");
}

}  // namespace
}  // namespace roster::http
