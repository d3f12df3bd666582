// Bodies of the Users API: what is kept of them, and what is refused.
#include <gmock/gmock.h>

#include "tests/daemon/http/users_api_fixture.hpp"

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

TEST_F(UsersApiTest, APrimaryIdThatNoAddressCanNameIsRefused) {
  for (const std::string id : {".", ".."})
    EXPECT_EQ(
        refusal(send(Method::post, "/users", R"({"primary_id":")" + id + R"(","last_name":"X"})")),
        "400 401652 primary_id: '" + id + "' is not valid");
}

}  // namespace
}  // namespace roster::http
