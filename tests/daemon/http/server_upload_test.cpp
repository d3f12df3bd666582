// Files that clients send to the server, over a real socket.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "tests/daemon/http/server_fixture.hpp"

namespace roster::http {
namespace {

using test::Client;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Counts the bytes of an upload.
ServerOptions uploading(const std::filesystem::path& spool) {
  ServerOptions options{.max_body = 8};
  options.take_upload = [spool](const Request& request) -> std::shared_ptr<Upload> {
    if (request.path != std::vector<std::string>{"upload"}) return nullptr;
    return std::make_shared<Upload>(request.content_type, Upload::Limits{spool, 1 << 20});
  };
  return options;
}

void tell_size(const Request& request, const Answer& answer) {
  answer(plain_response(
      200, request.upload ? std::to_string(request.upload->file()->size()) + "\n" : "no upload\n"));
}

std::string upload_head(std::string_view path, std::size_t length) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
      "boundary=XX\r\nContent-Length: {}\r\n",
      path, length);
}

std::string file_form(std::size_t size) {
  return "--XX\r\nContent-Disposition: form-data; name=\"u\"; filename=\"a\"\r\n\r\n" +
         std::string(size, 'x') + "\r\n--XX--";
}

TEST_F(ServerTest, AnUploadIsLongerThanABodyMayBe) {
  start(uploading(directory_.path()), tell_size);
  const std::string form = file_form(300'000);
  Client client(socket_);
  client.send(upload_head("/upload", form.size()) + "\r\n" + form);
  EXPECT_THAT(client.receive_until("000\n"), HasSubstr("\r\n\r\n300000\n"));
  client.forget();
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.receive_until("upload"), HasSubstr("no upload\n")) << "the next request";
  EXPECT_THAT(ask(upload_head("/other", form.size()) + "\r\n"), StartsWith("HTTP/1.1 413"));
}

TEST_F(ServerTest, AnUploadIsAskedForWhenItsClientWaits) {
  start(uploading(directory_.path()), tell_size);
  const std::string form = file_form(10);
  Client client(socket_);
  client.send(upload_head("/upload", form.size()) + "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.forget();
  client.send(form);
  EXPECT_THAT(client.receive_until("10\n"), HasSubstr("\r\n\r\n10\n"));
}

TEST_F(ServerTest, AnUploadThatIsTooLongIsRefusedByItsHeader) {
  start(uploading(directory_.path()), tell_size);
  for (const char* more : {"", "Expect: 100-continue\r\n"}) {
    Client client(socket_);
    client.send(upload_head("/upload", 2 << 20) + more + "\r\n");
    const std::string answer = client.receive_until("file)\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 ")) << more;
    EXPECT_THAT(answer,
                HasSubstr("\r\n\r\nthe file is longer than 1MiB (roster.yaml: limits.file)\n"));
  }
  const std::string form = file_form(1 << 20);
  EXPECT_THAT(ask(upload_head("/upload", form.size()) + "\r\n" + form), HasSubstr("1048576\n"))
      << "the form around it does not count";
}

TEST_F(ServerTest, AnUploadInPiecesThatIsTooLongIsRefusedOnTheWay) {
  start(uploading(directory_.path()), tell_size);
  const std::string form = file_form(2 << 20);
  const std::string head =
      "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
      "boundary=XX\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(ask(head + fmt::format("{:x}\r\n", form.size()) + form + "\r\n0\r\n\r\n"),
              HasSubstr("the file is longer than 1MiB (roster.yaml: limits.file)\n"));
}

TEST_F(ServerTest, AnUploadWhoseClientGoesLeavesNothing) {
  start(uploading(directory_.path()), tell_size);
  EXPECT_EQ(ask(upload_head("/upload", 1 << 20) + "\r\n" + file_form(1000).substr(0, 500)), "");
}

}  // namespace
}  // namespace roster::http
