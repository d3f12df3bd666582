// Gateway: the daemon's HTTP side: listens as the configuration says and gives each request to whom
// it belongs: the Users API, the metrics, the health checks, or the console.
//
// /health/live reports that the process answers, /health/ready that the store can be read. They and
// /metrics require no key and contain no personal data.
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/config/config.hpp"
#include "daemon/http/console/console.hpp"
#include "daemon/http/server.hpp"
#include "daemon/http/users_api/users_api.hpp"
#include "daemon/service/request_counts.hpp"

namespace roster::http {

struct GatewayServices {
  Backend users;                         ///< of the Users API; the gateway adds `later`
  std::function<std::string()> metrics;  ///< the exposition's text; may throw; empty: not served
  std::optional<ConsoleBackend> console;
  RequestCounts* counts = nullptr;  ///< not owned; outlives the gateway; may be null
};

class Gateway {
 public:
  /// Listens and serves until destroyed. Throws ListenError, std::system_error.
  Gateway(const HttpConfig& config, GatewayServices services);
  /// Waits for what is being answered; what waits for its turn is not answered.
  ~Gateway();
  Gateway(const Gateway&) = delete;

 private:
  mutable boost::asio::thread_pool long_work_{2};
  std::vector<std::string> trusted_proxies_;
  GatewayServices services_;
  UsersApi users_api_;
  std::shared_ptr<Console> console_;
  std::optional<Server> server_;  // last: it must end before what its handlers use

  bool is_served(const Peer& peer) const;
  void handle(Request request, const Answer& answer) const;
  /// The answer, counted as this handler's.
  Answer counted(const char* handler, Method method, const Answer& answer) const;
  void later(const Answer& answer, std::function<void(const Answer&)> work) const;
  Response health(const Request& request) const;
  Response metrics() const;
};

}  // namespace roster::http
