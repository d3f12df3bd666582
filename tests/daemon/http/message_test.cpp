#include "daemon/http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roster::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Request read(std::string_view target) {
  Request request;
  EXPECT_TRUE(read_target(target, request)) << target;
  return request;
}

bool refuses(std::string_view target) {
  Request request;
  return !read_target(target, request);
}

TEST(Target, IsCutIntoDecodedSegments) {
  EXPECT_THAT(read("/almaws/v1/users/a%40b.example").path,
              ElementsAre("almaws", "v1", "users", "a@b.example"));
  EXPECT_THAT(read("/almaws/v1/users/a%2Fb").path, ElementsAre("almaws", "v1", "users", "a/b"));
  EXPECT_THAT(read("//almaws/v1//users/").path, ElementsAre("almaws", "v1", "users"));
  EXPECT_THAT(read("/").path, IsEmpty());
}

TEST(Target, APlusIsABlankInTheQueryAlone) {
  const Request request = read("/a+b?q=last_name~van+Dyck&x=%C3%A4");
  EXPECT_THAT(request.path, ElementsAre("a+b"));
  EXPECT_THAT(request.query, ElementsAre(Pair("q", "last_name~van Dyck"), Pair("x", "ä")));
}

TEST(Target, ThatMakesNoSenseIsRefused) {
  EXPECT_TRUE(refuses(""));
  EXPECT_TRUE(refuses("http://other.example/"));
  EXPECT_TRUE(refuses("/a/../b"));
  EXPECT_TRUE(refuses("/a/%2e%2e/b"));
  EXPECT_TRUE(refuses("/%zz"));
  EXPECT_TRUE(refuses("/%4"));
  EXPECT_TRUE(refuses("/%00"));
  EXPECT_TRUE(refuses("/%0d%0aX-Header: 1"));
  EXPECT_TRUE(refuses("/%C3"));
}

TEST(Request, ParameterNamesAreComparedWithoutCase) {
  const Request request = read("/users?apiKey=k&override=a,b&override=c");
  EXPECT_EQ(request.parameter("apikey"), "k");
  EXPECT_EQ(request.parameter("limit"), std::nullopt);
  EXPECT_THAT(request.parameters("override"), ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace roster::http
