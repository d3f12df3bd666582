// Forms as browsers send them.
#include "daemon/http/console/base/form.hpp"

#include <gtest/gtest.h>

namespace roster::http {
namespace {

std::optional<Form> read(const std::string& type, const std::string& body) {
  Request request;
  request.content_type = type;
  request.body = body;
  return Form::read(request);
}

constexpr const char* kUrlEncoded = "application/x-www-form-urlencoded";
constexpr const char* kMultipart = "multipart/form-data; boundary=XX";

TEST(Forms, AreReadFromTheirBody) {
  const auto form = read(kUrlEncoded, "a=1&b=two+words%21&empty=&%C3%B8=%20x%20");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->text("b"), "two words!");
  EXPECT_EQ(form->text("ø"), "x");
  EXPECT_FALSE(form->has("empty"));
  EXPECT_FALSE(form->has("c"));
}

TEST(Forms, ThatAreNoneAreRefused) {
  EXPECT_FALSE(read("text/plain", "a=1"));
  EXPECT_FALSE(read("application/json", "{}"));
  EXPECT_FALSE(read(kUrlEncoded, "a=%FF"));
  EXPECT_FALSE(read(kUrlEncoded, "a=%0A"));
  EXPECT_FALSE(read(kMultipart, ""));
  EXPECT_FALSE(read(kMultipart, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"));
  EXPECT_FALSE(read("multipart/form-data", "--\r\n--"));
}

TEST(Forms, BringAFile) {
  const auto form = read(kMultipart,
                         "--XX\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\nSIS\r\n"
                         "--XX\r\nContent-Disposition: form-data; name=\"upload\"; "
                         "filename=\"../../etc/a.xml\"\r\nContent-Type: text/xml\r\n\r\n"
                         "<users>\r\n</users>\r\n--XX--\r\n");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->text("profile"), "SIS");
  ASSERT_TRUE(form->file());
  EXPECT_EQ(form->file()->name, "a.xml") << "never a path";
  EXPECT_EQ(form->file()->bytes, "<users>\r\n</users>");
}

TEST(Forms, WithoutAChosenFileHaveNone) {
  const auto form =
      read(kMultipart,
           "--XX\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"\"\r\n"
           "Content-Type: application/octet-stream\r\n\r\n\r\n--XX--\r\n");
  ASSERT_TRUE(form);
  EXPECT_FALSE(form->file());
}

}  // namespace
}  // namespace roster::http
