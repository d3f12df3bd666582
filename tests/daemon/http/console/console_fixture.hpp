// The console over a store in a directory of the test's own: a request in, a response out. Anna
// approves, Olaf operates, Vera views; a proxy on the Unix socket says who it is.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/console.hpp"
#include "tests/support/feed_text.hpp"
#include "tests/support/files.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/base/day.hpp"

namespace roster::http {

class ConsoleTest : public testing::Test {
 protected:
  ConsoleTest()
      : session_(make_config(), [this] { return now_; }),
        console_(std::make_shared<Console>(backend())) {}

  /// Loads a feed as `rosterctl sync` does; answers the job.
  Job load(const std::string& name, const std::string& text, const std::string& by = "-") {
    const std::string path = directory_.path() / name;
    test::write_file(path, text);
    Caller caller;
    caller.account = by;
    session_.set_caller(caller);
    boost::json::object values{{"FILE", boost::json::array{path}}};
    const Document document = run_sync(session_, Arguments(std::move(values)));
    Job job;
    JobSeries::Listener listener;
    listener.on_job = [&](const JobTold& told) { job = told.job; };
    std::get<JobSeries>(document).run(listener);
    session_.set_caller({});
    return job;
  }

  /// 120 people, then a feed that gives all of them another name: held. Answers that job's number.
  JobNumber held_load(const std::string& by = "-") {
    std::string first, second;
    for (int i = 0; i < 120; ++i) {
      const std::string id = "<user><primary_id>s" + std::to_string(i) + "</primary_id>";
      first += id + "<last_name>Before</last_name></user>";
      second += id + "<last_name>After</last_name></user>";
    }
    load("first.xml", test::users(first));
    const Job job = load("second.xml", test::users(second), by);
    EXPECT_EQ(job.status, JobStatus::held);
    return job.number;
  }

  Request request(const std::string& account, Method method, const std::string& target) const {
    Request request;
    EXPECT_TRUE(read_target(target, request)) << target;
    request.method = method;
    request.host = "localhost";
    request.peer.uid = 33;  // the proxy
    if (!account.empty()) request.headers.emplace_back("X-Remote-User", account);
    return request;
  }

  Response send(const Request& request) {
    std::optional<Response> answer;
    console_->handle(request, [&](Response response) { answer = std::move(response); });
    EXPECT_TRUE(answer) << "no answer";
    return answer.value_or(Response{});
  }

  Response get(const std::string& account, const std::string& target) {
    return send(request(account, Method::get, target));
  }

  /// A page as a browser gets it that has been here before.
  Response look(const std::string& account, const std::string& target) {
    Request asked = request(account, Method::get, target);
    asked.headers.emplace_back("Cookie", "__Host-roster=" + cookie_);
    return send(asked);
  }

  /// The value of a hidden field on a page.
  static std::string hidden(const Response& page, const std::string& name) {
    const std::string begin = "name=\"" + name + "\" value=\"";
    const auto at = page.body.find(begin);
    if (at == std::string::npos) return {};
    return page.body.substr(at + begin.size(),
                            page.body.find('"', at + begin.size()) - at - begin.size());
  }

  Response post(const std::string& account, const std::string& target, const std::string& body) {
    Request sent = request(account, Method::post, target);
    sent.headers.emplace_back("Cookie", "__Host-roster=" + cookie_);
    sent.headers.emplace_back("Sec-Fetch-Site", "same-origin");
    sent.content_type = "application/x-www-form-urlencoded";
    sent.body = body;
    return send(sent);
  }

  /// Opens a page and sends one of its forms: its token and mark, and these values.
  Response fill_in(const std::string& account, const std::string& page, const std::string& form,
                   const std::string& values) {
    const Response shown = look(account, page);
    return post(
        account, form,
        "token=" + hidden(shown, "token") + "&shown=" + hidden(shown, "shown") + "&" + values);
  }

  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return {};
  }

  /// What the daemon's runner does.
  void run(const Errand& errand) {
    static const GivenFiles kNone;
    Caller caller;
    caller.account = errand.account;
    session_.set_caller(caller);
    session_.set_files(errand.files ? errand.files.get() : &kNone);
    session_.set_config(*config_);
    errand.run(session_);
    session_.set_files(nullptr);
    session_.set_caller({});
  }

  JobStatus status_of(JobNumber number) {
    return session_.store().begin(Access::read)->job(number)->status;
  }

  test::TemporaryDirectory directory_;
  Time now_ = *parse_time("2026-11-22T02:00:00Z");
  std::shared_ptr<Config> config_;
  Session session_;
  const std::string cookie_ = std::string(64, 'c');
  std::optional<std::string> reload_problems_;
  std::optional<std::vector<Errand>> queued_;  // the runner is busy: errands wait here
  std::optional<std::vector<std::function<void(Session&)>>> looks_;  // likewise, pages
  std::shared_ptr<Console> console_;

 private:
  const Config& make_config() {
    config_ = std::make_shared<Config>(
        builtin_config("sqlite:" + (directory_.path() / "users.db").string()));
    config_->standalone = false;
    config_->inbox = directory_.path() / "inbox";
    config_->timezone = "UTC";
    config_->obligations.kind = ObligationsConfig::Kind::none;
    config_->purge.jobs = {{.name = "expired"}};
    config_->http.user_header = "X-Remote-User";
    config_->http.group_header = "X-Remote-Groups";
    config_->http.roles = {{"vera", "@staff"}, {"olaf"}, {"anna", "bert"}};
    return *config_;
  }

  ConsoleBackend backend() {
    ConsoleBackend backend;
    backend.config = [this] { return config_; };
    backend.config_file = directory_.path() / "roster.yaml";
    backend.look = [this](const auto& work) {
      if (looks_)
        looks_->push_back(work);
      else
        work(session_);
    };
    backend.status = [] {
      return Notice{"",
                    {{"attention", boost::json::array{}},
                     {"running", nullptr},
                     {"queue", boost::json::array{}},
                     {"files", boost::json::array{}}}};
    };
    backend.queue = [this](const Errand& errand) {
      if (queued_)
        queued_->push_back(errand);
      else
        run(errand);
    };
    backend.later = [this](auto, const auto& call) {
      if (queued_) call();
    };
    backend.reload = [this](const std::string&, const auto& told) { told(reload_problems_); };
    return backend;
  }
};

}  // namespace roster::http
