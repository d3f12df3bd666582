// The server as clients of all manners meet it, over a real socket.
#include "daemon/http/server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "daemon/http/listener.hpp"
#include "tests/daemon/http/raw_client.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster::http {
namespace {

using test::Client;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ServerTest : public testing::Test {
 protected:
  void start(ServerOptions options = {}, Handler handler = echo) {
    ListenAddress address;
    address.path = socket_;
    server_.emplace(open_listener(address), std::move(options), std::move(handler));
  }

  static void echo(Request request, const Answer& answer) {
    std::string text(to_string(request.method));
    for (const std::string& part : request.path) text += " " + part;
    answer(plain_response(200, text + " " + request.body + "\n"));
  }

  /// The whole answer to one request on a connection of its own.
  std::string ask(std::string_view request) const {
    Client client(socket_);
    client.send(request);
    client.half_close();
    return client.receive_all();
  }

  test::TemporaryDirectory directory_;
  std::string socket_ = directory_.path() / "http.sock";
  std::optional<Server> server_;
};

TEST_F(ServerTest, ARequestIsReadAndAnswered) {
  start();
  const std::string answer =
      ask("POST /a/b HTTP/1.1\r\nHost: localhost:80\r\nContent-Length: 4\r\nConnection: "
          "close\r\n\r\nbody");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain;charset=UTF-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nPOST a b body\n"));
}

TEST_F(ServerTest, AConnectionServesOneRequestAfterTheOther) {
  start();
  Client client(socket_);
  for (const char* path : {"/one", "/two"}) {
    client.forget();
    client.send(std::string("GET ") + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(client.receive_until("GET"), HasSubstr("200 OK"));
  }
}

TEST_F(ServerTest, RequestsSentAtOnceAreAnsweredInOrder) {
  start();
  const std::string answers =
      ask("GET /one HTTP/1.1\r\nHost: localhost\r\n\r\nGET /two HTTP/1.1\r\nHost: "
          "localhost\r\nConnection: close\r\n\r\n");
  EXPECT_LT(answers.find("GET one"), answers.find("GET two"));
  EXPECT_NE(answers.find("GET two"), std::string::npos);
}

TEST_F(ServerTest, TheAnswerToHeadHasNoBody) {
  start();
  const std::string answer =
      ask("HEAD /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(answer, ::testing::EndsWith("\r\n\r\n"));
}

TEST_F(ServerTest, AnotherHostNameIsNotServed) {
  start({.hosts = {"roster.example.edu"}});
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: roster.example.edu\r\nConnection: close\r\n\r\n"),
              HasSubstr("200 OK"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
              HasSubstr("this host name is not served here (roster.yaml: http.hosts)\n"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 421"));
  EXPECT_THAT(
      ask("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
      ::testing::Not(StartsWith("HTTP/1.1 200")));
}

TEST_F(ServerTest, APageOfAnotherSiteIsNotServed) {
  start();
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                  "Content-Length: 0\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n"
                  "Content-Length: 0\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n"
                  "Sec-Fetch-Site: same-origin\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200"))
      << "a page that tells other sites nothing sends its own form";
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n"
                  "Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:8080\r\n"
                  "Content-Length: 0\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200"));
}

TEST_F(ServerTest, TooMuchIsRefused) {
  start({.max_body = 100});
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n" +
                  std::string(101, 'x')),
              StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431"));
}

TEST_F(ServerTest, AClientThatWaitsToBeAskedForTheBodyIsAsked) {
  start();
  Client client(socket_);
  client.send(
      "PUT /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.forget();
  client.send("body");
  EXPECT_THAT(client.receive_until("body"), HasSubstr("PUT a body\n"));
}

TEST_F(ServerTest, ARequestThatIsRefusedNeedNotSendItsBody) {
  start({.max_body = 100});
  for (const char* header : {"Host: evil.example\r\nContent-Length: 90\r\n",
                             "Host: localhost\r\nContent-Length: 101\r\n"}) {
    Client client(socket_);
    client.send("POST / HTTP/1.1\r\n" + std::string(header) + "\r\nGET /secret HTTP/1.1\r\n\r\n");
    EXPECT_THAT(client.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 4")) << header;
    client.half_close();
    EXPECT_THAT(client.receive_all(), ::testing::Not(HasSubstr("secret"))) << header;
  }
}

TEST_F(ServerTest, ABodyInPiecesIsReadUpToTheLimit) {
  start({.max_body = 8});
  const std::string head =
      "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(ask(head + "4\r\nbody\r\n0\r\n\r\n"), HasSubstr("POST body\n"));
  EXPECT_THAT(ask(head + "9\r\n123456789\r\n0\r\n\r\n"), StartsWith("HTTP/1.1 413"));
}

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

TEST_F(ServerTest, AnUploadThatIsTooLongIsRefusedOnTheWay) {
  start(uploading(directory_.path()), tell_size);
  const std::string form = file_form(2 << 20);
  EXPECT_THAT(ask(upload_head("/upload", form.size()) + "\r\n" + form),
              HasSubstr("the file is longer than 1MiB (roster.yaml: limits.file)\n"));
}

TEST_F(ServerTest, AnUploadWhoseClientGoesLeavesNothing) {
  start(uploading(directory_.path()), tell_size);
  EXPECT_EQ(ask(upload_head("/upload", 1 << 20) + "\r\n" + file_form(1000).substr(0, 500)), "");
}

TEST_F(ServerTest, WhatIsNoRequestIsRefused) {
  start();
  EXPECT_THAT(ask("hello\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(ask("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr("the request target is invalid\n"));
  EXPECT_EQ(ask(""), "");
  EXPECT_EQ(ask("GET / HT"), "");
}

TEST_F(ServerTest, ASlowClientIsLetGoAndKeepsNobodyWaiting) {
  start({.request = std::chrono::milliseconds(300)});
  Client slow(socket_);
  slow.send("GET / HTTP/1.1\r\nHost: loc");
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr("200 OK"));
  EXPECT_EQ(slow.receive_all(), "") << "closed without an answer";
}

TEST_F(ServerTest, AHandlerThatFailsIsNotTalkedAbout) {
  start({}, [](Request, const Answer&) { throw std::runtime_error("Ada Byron's secret"); });
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr("500 Internal Server Error"));
}

TEST_F(ServerTest, AnAnswerMayComeLaterFromAnotherThread) {
  std::thread worker;
  start({}, [&](Request, const Answer& answer) {
    worker = std::thread([answer] { answer(plain_response(200, "later\n")); });
  });
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              HasSubstr("later"));
  worker.join();
}

TEST_F(ServerTest, AnAnswerAfterTheEndIsDropped) {
  std::mutex mutex;
  std::optional<Answer> kept;
  start({}, [&](Request, const Answer& answer) {
    const std::lock_guard lock(mutex);
    kept = answer;
  });
  Client client(socket_);
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  while (true) {
    const std::lock_guard lock(mutex);
    if (kept) break;
  }
  server_.reset();
  (*kept)(plain_response(200, "too late\n"));
  EXPECT_EQ(client.receive_all().find("too late"), std::string::npos);
}

TEST_F(ServerTest, AboveTheLimitConnectionsWaitForTheirTurn) {
  start({.max_connections = 2});
  Client first(socket_), second(socket_), third(socket_);
  for (Client* client : {&first, &second}) {
    client->send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client->receive_until("GET");
  }
  third.send("GET /third HTTP/1.1\r\nHost: localhost\r\n\r\n");
  first.half_close();
  first.receive_all();
  EXPECT_THAT(third.receive_until("third"), HasSubstr("200 OK"));
}

TEST_F(ServerTest, ASocketThatSomebodyListensOnIsNotTaken) {
  start();
  ListenAddress address;
  address.path = socket_;
  EXPECT_THROW(open_listener(address), ListenError);
  server_.reset();
  ::close(open_listener(address));
}

TEST_F(ServerTest, ItsOwnPeerIsTold) {
  std::optional<std::uint32_t> uid;
  start({}, [&](Request request, const Answer& answer) {
    uid = request.peer.uid;
    answer(plain_response(200, ""));
  });
  ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(uid, ::getuid());
}

}  // namespace
}  // namespace roster::http
