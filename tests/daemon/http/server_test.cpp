// The server as clients of all manners meet it, over a real socket.
#include "tests/daemon/http/server_fixture.hpp"

#include <unistd.h>

#include <mutex>
#include <thread>

namespace roster::http {
namespace {

using test::Client;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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

TEST_F(ServerTest, ABodyOfUnknownLengthIsNeverReadAsARequest) {
  start();
  for (const char* coding : {"gzip", "identity", "xchunked", "chunked, gzip", ""}) {
    const std::string answer =
        ask("POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + std::string(coding) +
            "\r\n\r\nGET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400")) << coding;
    EXPECT_THAT(answer, ::testing::Not(HasSubstr("secret"))) << coding;
  }
}

TEST_F(ServerTest, LongAnswersThatNobodyTakesAreLimitedInAll) {
  start({.max_unsent = 1 << 20}, [](const Request& request, const Answer& answer) {
    answer(plain_response(200, std::string(request.path.at(0) == "long" ? 1 << 20 : 10, 'x')));
  });
  const auto get = [](const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  };
  Client slow(socket_);
  slow.send(get("/long"));
  slow.receive_until("xxx");
  const std::string refused = ask(get("/long"));
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(refused, HasSubstr("Retry-After: 30\r\n"));
  EXPECT_THAT(ask(get("/short")), StartsWith("HTTP/1.1 200"));
  slow.receive_all();
  EXPECT_THAT(ask(get("/long")), StartsWith("HTTP/1.1 200"));
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

TEST_F(ServerTest, AnAnswerThatIsLongerThanTheSocketTakesArrivesWhole) {
  const std::string text(8 << 20, 'x');
  start({}, [&](Request, const Answer& answer) { answer(plain_response(200, text + "end\n")); });
  Client client(socket_);
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const std::string answer = client.receive_all();
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n"), 4 + text.size() + 4);
  EXPECT_THAT(answer, ::testing::EndsWith("xend\n"));
}

TEST_F(ServerTest, ManyRequestsSentAtOnceAreAnsweredInOrder) {
  start();
  std::string requests;
  for (int i = 0; i < 100; ++i)
    requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  Client client(socket_);
  client.send(requests);
  client.half_close();
  const std::string answers = client.receive_all();
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("GET " + std::to_string(i) + " \n", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(ServerTest, AClientThatSaysNothingIsLetGo) {
  start({.idle = std::chrono::milliseconds(50)});
  EXPECT_EQ(Client(socket_).receive_all(), "");
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
