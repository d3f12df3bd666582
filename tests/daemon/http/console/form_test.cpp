// Forms as browsers send them.
#include "daemon/http/console/base/form.hpp"

#include <gtest/gtest.h>

#include "tests/users/temporary_directory.hpp"

namespace roster::http {
namespace {

std::optional<Form> read(const std::string& type, const std::string& body) {
  Request request;
  request.content_type = type;
  request.body = body;
  return Form::read(request);
}

constexpr const char* kUrlEncoded = "application/x-www-form-urlencoded";

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
  EXPECT_FALSE(read("multipart/form-data; boundary=XX", "--XX--")) << "the server takes uploads";
}

TEST(Forms, BringWhatAnUploadBrought) {
  const test::TemporaryDirectory directory;
  const auto upload = std::make_shared<Upload>("multipart/form-data; boundary=XX",
                                               Upload::Limits{directory.path(), 1000});
  upload->take(
      "--XX\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n SIS \r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.xml\"\r\n\r\n"
      "<users/>\r\n--XX--");
  Request request;
  request.upload = upload;
  const auto form = Form::read(request);
  ASSERT_TRUE(form);
  EXPECT_EQ(form->text("profile"), "SIS");
  ASSERT_TRUE(form->file());
  EXPECT_EQ(form->file()->name(), "a.xml");
}

}  // namespace
}  // namespace roster::http
