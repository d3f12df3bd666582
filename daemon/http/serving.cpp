#include "daemon/http/serving.hpp"

#include <algorithm>
#include <utility>

#include "daemon/http/connection.hpp"

namespace roster::http {
namespace {

/// An eighth of the shortest limit: nobody notices how much later it ends.
std::chrono::milliseconds beat_of(const ServerOptions& options) {
  using std::chrono::milliseconds;
  const milliseconds shortest = std::min(options.idle, options.request);
  return std::clamp(shortest / 8, milliseconds(5), milliseconds(1000));
}

}  // namespace

Serving::Serving(ServerOptions with, Handler by)
    : options(std::move(with)), handler(std::move(by)) {
  for (unsigned i = 0; i < std::max(1U, options.threads); ++i)
    loops.push_back(std::make_unique<Loop>(beat_of(options)));
}

Unsent::Unsent(std::shared_ptr<Serving> serving, std::size_t bytes)
    : serving_(std::move(serving)), bytes_(bytes) {
  serving_->unsent += bytes_;
}

Unsent::~Unsent() {
  if (serving_) serving_->unsent -= bytes_;
}

void Loop::add(Connection* connection) {
  const std::lock_guard lock(mutex_);
  open_.insert(connection);
}

void Loop::remove(Connection* connection) {
  const std::lock_guard lock(mutex_);
  open_.erase(connection);
}

void Loop::watch_time() {
  if (!std::exchange(watching_, true)) beat();
}

void Loop::beat() {
  timer_.expires_after(beat_);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    for (Connection* connection : open_) connection->close_when_late(now);
    watching_ = !open_.empty();
    if (watching_) beat();
  });
}

void Loop::close_all() {
  const std::lock_guard lock(mutex_);
  for (Connection* connection : open_) connection->close();
}

}  // namespace roster::http
