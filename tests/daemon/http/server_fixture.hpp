// A server on a Unix socket in a directory of the test's own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/listener.hpp"
#include "daemon/http/server.hpp"
#include "tests/daemon/http/raw_client.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster::http {

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
    test::Client client(socket_);
    client.send(request);
    client.half_close();
    return client.receive_all();
  }

  test::TemporaryDirectory directory_;
  std::string socket_ = directory_.path() / "http.sock";
  std::optional<Server> server_;
};

}  // namespace roster::http
