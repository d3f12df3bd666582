#include "daemon/service/gateway.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "daemon/http/listener.hpp"
#include "users/store/store.hpp"

namespace roster::http {
namespace {

constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

bool is_loopback(const std::string& address) {
  return address == "::1" || address.starts_with("127.");
}

bool is_look(Method method) { return method == Method::get || method == Method::head; }

Response only_looks() {
  Response response = plain_response(405, "this is only read: GET or HEAD\n");
  response.headers = {{"Allow", "GET, HEAD"}};
  return response;
}

Backend with_later(Backend backend, boost::asio::thread_pool& pool) {
  backend.later = [&pool](std::function<void()> work) { boost::asio::post(pool, std::move(work)); };
  return backend;
}

}  // namespace

Gateway::Gateway(const HttpConfig& config, GatewayServices services)
    : trusted_proxies_(config.trusted_proxies),
      services_(std::move(services)),
      users_api_(with_later(services_.users, long_work_)) {
  if (services_.console) console_ = std::make_shared<Console>(*services_.console);
  ServerOptions options;
  options.hosts = config.hosts;
  if (console_)
    options.take_upload = [this](const Request& request) {
      return is_served(request.peer) ? console_->take_upload(request) : nullptr;
    };
  server_.emplace(
      open_listener(*config.listen), options,
      [this](Request request, const Answer& answer) { handle(std::move(request), answer); });
}

Gateway::~Gateway() {
  server_.reset();
  long_work_.stop();
  long_work_.join();
}

bool Gateway::is_served(const Peer& peer) const {
  const std::string& from = peer.address;
  return from.empty() || is_loopback(from) ||
         std::find(trusted_proxies_.begin(), trusted_proxies_.end(), from) !=
             trusted_proxies_.end();
}

void Gateway::handle(Request request, const Answer& answer) const {
  const Method method = request.method;
  if (!is_served(request.peer)) {
    if (services_.counts != nullptr) services_.counts->refused("address");
    return counted("other", method, answer)(
        plain_response(403, "this address is not served (roster.yaml: http.trusted_proxies)\n"));
  }
  if (UsersApi::is_called(request))
    return users_api_.handle(std::move(request), counted("users_api", method, answer));
  if (!request.path.empty() && request.path[0] == "health")
    return counted("health", method, answer)(is_look(method) ? health(request) : only_looks());
  if (services_.metrics && request.path.size() == 1 && request.path[0] == "metrics") {
    if (!is_look(method)) return counted("metrics", method, answer)(only_looks());
    return later(counted("metrics", method, answer),
                 [this](const Answer& counted) { counted(metrics()); });
  }
  if (console_)
    return later(counted("console", method, answer),
                 [this, request = std::move(request)](const Answer& counted) {
                   console_->handle(request, counted);
                 });
  counted("other", method, answer)(plain_response(404, "there is no such page\n"));
}

Answer Gateway::counted(const char* handler, Method method, const Answer& answer) const {
  if (services_.counts == nullptr) return answer;
  const auto begun = std::chrono::steady_clock::now();
  return [counts = services_.counts, handler, method, answer, begun](Response response) {
    counts->answered(handler, to_string(method), response.status,
                     std::chrono::steady_clock::now() - begun);
    answer(std::move(response));
  };
}

/// What may look at everybody runs where no other request waits for it.
void Gateway::later(const Answer& answer, std::function<void(const Answer&)> work) const {
  boost::asio::post(long_work_, [answer, work = std::move(work)] {
    try {
      work(answer);
    } catch (const std::exception&) {
      answer(plain_response(500, "the service failed to answer\n"));
    }
  });
}

Response Gateway::health(const Request& request) const {
  if (request.path.size() == 2 && request.path[1] == "live") return plain_response(200, "live\n");
  if (request.path.size() != 2 || request.path[1] != "ready")
    return plain_response(404, "there is no such page\n");
  try {
    services_.users.read([](Transaction&) {});
    return plain_response(200, "ready\n");
  } catch (const std::exception&) {
    return plain_response(503, "the store cannot be read\n");
  }
}

Response Gateway::metrics() const {
  try {
    return {200, std::string(kMetricsType), services_.metrics(), {}};
  } catch (const std::exception&) {
    return plain_response(503, "the store cannot be read\n");
  }
}

}  // namespace roster::http
