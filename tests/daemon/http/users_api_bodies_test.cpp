// Bodies of the Users API: what is kept of them, and what is refused.
#include <gmock/gmock.h>

#include "tests/daemon/http/users_api_fixture.hpp"
#include "tests/support/damage.hpp"

namespace roster::http {
namespace {

User ada() {
  User user = test::plain_user("s100");
  user.last_name = "Byron";
  user.account_type = {"EXTERNAL", ""};
  user.external_id = "SIS";
  user.expiry_date = test::day(1970, 1, 1);
  user.user_identifiers = {test::identifier("BARCODE", "D77")};
  user.emails = {{Segment::external, false, "ada@example.edu", "", {{"school", ""}}}};
  Note note;
  note.segment = Segment::internal;
  note.note_type = {"POPUP", ""};
  note.note_text = "desk";
  user.user_notes = {note};
  return user;
}

TEST_F(UsersApiTest, AnXmlBodyKeepsItsSegments) {
  store(ada());
  const std::string xml = send_as("writer", "application/xml", Method::get, "/users/s100").body;
  ASSERT_EQ(send(Method::put, "/users/s100", xml).status, 200U);
  const User user = stored("s100");
  EXPECT_EQ(user.user_identifiers, ada().user_identifiers);
  EXPECT_EQ(user.emails, ada().emails);
  EXPECT_EQ(user.user_notes, ada().user_notes);
}

TEST_F(UsersApiTest, AnXmlBodyOfWhichSomethingWouldBeDroppedIsRefused) {
  const auto made = [this](const std::string& elements) {
    return refusal(
        send(Method::post, "/users",
             "<user><primary_id>s7</primary_id><last_name>X</last_name>" + elements + "</user>"));
  };
  EXPECT_EQ(made("<user_identifiers><user_identifier><value>7</value></user_identifier>"
                 "</user_identifiers>"),
            "400 401664 Mandatory field is missing: user_identifier id_type");
  EXPECT_EQ(made("<user_notes><user_note><note_text>t</note_text></user_note></user_notes>"),
            "400 401664 Mandatory field is missing: user_note note_type");
  EXPECT_EQ(made("<user_group>GR&#xAD;AD</user_group>"),
            "400 401652 user_group: 'GR\\u00ADAD' holds an invisible character");
}

TEST_F(UsersApiTest, ADatabasesNoValueIsNoDateToPurgeBy) {
  const auto made = [this](const std::string& date) {
    return refusal(
        send(Method::post, "/users", R"({"primary_id":"x","last_name":"X",)" + date + "}"));
  };
  EXPECT_EQ(made(R"("purge_date":"1970-01-01Z")"),
            "400 401652 purge_date: 1970-01-01 is a database's \"no value\", not a date");
  EXPECT_EQ(made(R"("expiry_date":"1900-01-01Z")"),
            "400 401652 expiry_date: 1900-01-01 is a database's \"no value\", not a date");
  store(ada());  // who has such a date already can be sent back as read
  EXPECT_EQ(send(Method::put, "/users/s100", send(Method::get, "/users/s100").body).status, 200U);
}

TEST_F(UsersApiTest, TextsThatNoXmlMayHoldAreRefused) {
  EXPECT_EQ(
      refusal(send(Method::post, "/users", R"({"primary_id":"x","last_name":"B\uFFFEyron"})")),
      "400 401652 last_name: the value has control characters");
}

TEST_F(UsersApiTest, APrimaryIdThatNoAddressCanNameIsRefused) {
  for (const std::string id : {".", ".."})
    EXPECT_EQ(
        refusal(send(Method::post, "/users", R"({"primary_id":")" + id + R"(","last_name":"X"})")),
        "400 401652 primary_id: '" + id + "' is not valid");
}

TEST_F(UsersApiTest, ADamagedRowIsNoPersonWithNothing) {
  store(ada());
  test::damage_row(directory_.path() / "users.db", 1);
  const std::string damaged =
      "500 GENERAL_ERROR The row of user s100 is damaged; the next load of the user repairs it.";
  EXPECT_EQ(refusal(send(Method::get, "/users/s100")), damaged);
  EXPECT_EQ(refusal(send(Method::put, "/users/s100", R"({"last_name":"X"})")), damaged);
  EXPECT_EQ(send(Method::get, "/users?expand=full").body, R"({"total_record_count":1})");
}

}  // namespace
}  // namespace roster::http
