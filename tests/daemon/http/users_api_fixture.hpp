// The Users API over a store in memory: a request in, a response out. Key `writer` may write,
// `reader` may read.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "daemon/http/users_api/users_api.hpp"
#include "daemon/work/session.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster::http {

class UsersApiTest : public testing::Test {
 protected:
  UsersApiTest()
      : session_(config(), [] { return *parse_time("2026-11-22T02:00:00Z"); }), api_(backend()) {}

  /// The answer to a request with the writer's key; `body` is JSON when it begins with a brace,
  /// else XML.
  Response send(Method method, const std::string& target, std::string body = {}) {
    return send_as("writer", "application/json", method, target, std::move(body));
  }

  Response send_as(const std::string& key, const std::string& accept, Method method,
                   const std::string& target, std::string body = {}) {
    Request request;
    EXPECT_TRUE(read_target("/almaws/v1" + target, request)) << target;
    request.method = method;
    request.accept = accept;
    request.host = "localhost:8080";
    if (!key.empty()) request.authorization = "apikey " + key;
    request.content_type = body.starts_with("<") ? "application/xml" : "application/json";
    request.body = std::move(body);
    std::optional<Response> answer;
    api_.handle(std::move(request), [&](Response response) { answer = std::move(response); });
    EXPECT_TRUE(answer) << "no answer to " << target;
    return answer.value_or(Response{});
  }

  boost::json::object get(const std::string& target) {
    const Response response = send(Method::get, target);
    EXPECT_EQ(response.status, 200U) << response.body;
    return boost::json::parse(response.body).as_object();
  }

  /// `400 401861 User with …`: status, code and message of a refusal.
  static std::string refusal(const Response& response) {
    const auto document = boost::json::parse(response.body).as_object();
    const auto& error = document.at("errorList").at("error").at(0).as_object();
    return std::to_string(response.status) + " " + std::string(error.at("errorCode").as_string()) +
           " " + std::string(error.at("errorMessage").as_string());
  }

  void store(User user) {
    const auto transaction = session_.store().begin(Access::write);
    transaction->begin_change(0, test::at(1), "synchronize SIS");
    Write write{0, &user, nullptr, {}, {}};
    transaction->put({&write, 1});
    transaction->commit();
  }

  User stored(const std::string& id) {
    return find_user(*session_.store().begin(Access::read), id).value().user;
  }

  test::TemporaryDirectory directory_;
  Session session_;
  UsersApi api_;
  bool too_late_ = false;  // the daemon has no time for writes

 private:
  Config config() const {
    return builtin_config("sqlite:" + (directory_.path() / "users.db").string());
  }

  Backend backend() {
    Backend backend;
    backend.read = [this](const auto& work) { work(*session_.store().begin(Access::read)); };
    backend.later = [](const auto& work) { work(); };
    backend.write = [this](auto work, auto too_late) { too_late_ ? too_late() : work(session_); };
    backend.user_groups = [this] { return session_.config().http.user_groups; };
    backend.find_key = [](Transaction&, std::string_view key) -> std::optional<KnownKey> {
      if (key == "writer") return KnownKey{"desk", KeyRight::write};
      if (key == "reader") return KnownKey{"kiosk", KeyRight::read};
      return std::nullopt;
    };
    return backend;
  }
};

}  // namespace roster::http
