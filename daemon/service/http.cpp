// The service's HTTP side: who answers requests, and how they reach the store.
#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include <atomic>
#include <tuple>

#include "daemon/accounts/api_key.hpp"
#include "daemon/service/gateway.hpp"
#include "daemon/service/live_metrics.hpp"
#include "daemon/service/service.hpp"
#include "daemon/watch/metrics.hpp"

namespace roster {
namespace {

/// A write either begins or is given up, never both.
class Turn {
 public:
  bool take() { return !taken_.exchange(true); }

 private:
  std::atomic<bool> taken_ = false;
};

}  // namespace

void Service::serve_http(const HttpConfig& config) {
  if (!config.listen) return;
  http::GatewayServices services;
  services.users.read = [this](const auto& work) { views_.read(work); };
  services.users.write = [this](auto work, auto too_late) {
    write_in_turn(std::move(work), std::move(too_late));
  };
  services.users.user_groups = [this] { return shared_config_.load()->http.user_groups; };
  services.users.find_key = [this](Transaction& transaction, std::string_view key) {
    return find_key(transaction, key);
  };
  services.metrics = [this] { return exposition(); };
  services.console = console_backend();
  shared_status_ = std::make_shared<const LiveStatus>(live_part());
  services.counts = &request_counts_;
  runner_->post("order the users by name", [this] { keep_names(); });
  gateway_ = std::make_unique<http::Gateway>(config, std::move(services));
}

/// Serves where and whom another `http` says; all else of it is read for each request. When that
/// cannot be had it goes on as before, and says why. Open connections are closed.
std::optional<std::string> Service::take_http(const HttpConfig& config) {
  const auto transport = [](const HttpConfig& http) {
    return std::tie(http.listen, http.hosts, http.trusted_proxies);
  };
  if (transport(config) == transport(config_.http)) return std::nullopt;
  gateway_.reset();
  try {
    serve_http(config);
    return std::nullopt;
  } catch (const std::exception& error) {
    const std::string why = error.what();
    try {
      serve_http(config_.http);
      return why;
    } catch (const std::exception& lost) {
      return fmt::format("{}; nor can it serve as before: {}", why, lost.what());
    }
  }
}

/// So that lists are quick.
void Service::keep_names() {
  if (session_.store().begin(Access::read)->page(ListOrder::last_name, {0, 0})) return;
  const auto transaction = session_.store().begin(Access::write);
  transaction->keep_names();
  transaction->commit();
}

/// Called on the server's threads.
void Service::write_in_turn(std::function<void(Session&)> work, std::function<void()> too_late) {
  const auto turn = std::make_shared<Turn>();
  runner_->post("a request over HTTP", [this, turn, work = std::move(work)] {
    if (turn->take()) work(session_);
  });
  boost::asio::post(io_, [this, turn, too_late = std::move(too_late)] {
    const auto timer = std::make_shared<boost::asio::steady_timer>(io_, surroundings_.patience);
    timer->async_wait([timer, turn, too_late](boost::system::error_code) {
      if (turn->take()) too_late();
    });
  });
}

std::optional<http::KnownKey> Service::find_key(Transaction& transaction,
                                                std::string_view key) const {
  const auto refuse = [this](std::string_view reason) {
    request_counts_.refused(reason);
    return std::nullopt;
  };
  if (key.empty()) return refuse("missing");
  const std::optional<ApiKey> known = transaction.key_of_digest(api_key_digest(key));
  const std::shared_ptr<const Config> config = shared_config_;
  const Day today = local_day(find_zone(config->timezone), surroundings_.clock());
  if (!known) return refuse("unknown");
  if (known->expires && *known->expires < today) return refuse("expired");
  const bool writes = known->right == ApiKey::Right::write;
  return http::KnownKey{known->name, writes ? http::KeyRight::write : http::KeyRight::read};
}

/// Called on the server's threads.
std::string Service::exposition() const {
  const std::shared_ptr<const Config> config = shared_config_;
  const Time now = surroundings_.clock();
  Exposition out;
  views_.read([&](Transaction& transaction) {
    add_store_metrics(transaction, *config, {now, local_day(find_zone(config->timezone), now)},
                      out);
  });
  if (const std::shared_ptr<const LiveStatus> status = shared_status_)
    add_live_metrics(*status, out);
  request_counts_.add_to(out);
  return out.text();
}

}  // namespace roster
