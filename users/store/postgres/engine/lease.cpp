#include "users/store/postgres/engine/lease.hpp"

#include <unistd.h>

#include <array>
#include <chrono>

#include "users/store/error.hpp"

namespace roster::postgres {

namespace {

constexpr std::chrono::seconds kTerm{30}, kRenewal{10}, kAgain{1};
constexpr const char* kUntil = "now() + interval '30 seconds'";

/// Who this process is, for messages; nothing that SQL would have to quote.
std::string holder() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name;
  for (const char c : std::string_view(host.data()))
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
        c == '.')
      name += c;
  return "process " + std::to_string(::getpid()) + " on " + name;
}

}  // namespace

Lease::Lease(const std::string& url, const std::string& name) : connection_(url, name) {
  take();
  renewing_ = std::jthread([this](const std::stop_token& stop) { renew_until(stop); });
}

Lease::~Lease() {
  renewing_.request_stop();
  renewing_.join();
  try {
    connection_.run("UPDATE lease SET expires_at = now() WHERE name = 'writer' AND fence = " +
                    std::to_string(fence_));
  } catch (const StoreError&) {  // it ends by itself
  }
}

void Lease::take() {
  const Clock::time_point asked = Clock::now();
  const Result taken = connection_.run(
      "UPDATE lease SET holder = '" + holder() +
      "', session = pg_backend_pid()::text, fence = fence + 1, expires_at = " + kUntil +
      " WHERE name = 'writer' AND (expires_at <= now() OR NOT EXISTS"
      " (SELECT 1 FROM pg_stat_activity WHERE pid::text = lease.session)) RETURNING fence");
  if (taken.rows() == 0) {
    const Result held = connection_.run("SELECT holder FROM lease WHERE name = 'writer'");
    throw StoreBusy(connection_.name() + " is in use by " +
                    (held.rows() > 0 ? held.text(0, 0) : "another process"));
  }
  fence_ = std::stoll(taken.text(0, 0));
  ends_ = asked + kTerm;
}

void Lease::require() {
  const std::lock_guard lock(mutex_);
  if (lost_ || Clock::now() >= ends_)
    throw StoreBroken(connection_.name() + ": another process has become the writer");
}

void Lease::renew_until(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  Clock::time_point next = Clock::now() + kRenewal;
  while (!stop.stop_requested() && !lost_) {
    wake_.wait_until(lock, stop, next, [] { return false; });
    if (stop.stop_requested()) return;
    lock.unlock();
    const Clock::time_point asked = Clock::now();
    bool renewed = false, lost = false;
    try {
      renewed = renew();
      lost = !renewed;
    } catch (const StoreError&) {  // tried again
    }
    lock.lock();
    lost_ = lost;
    if (renewed) ends_ = asked + kTerm;
    next = Clock::now() + (renewed ? kRenewal : kAgain);
  }
}

/// False when another process has taken the lease.
bool Lease::renew() {
  if (!connection_.is_good()) connection_.reconnect();
  const Result renewed = connection_.run(
      std::string("UPDATE lease SET session = pg_backend_pid()::text, expires_at = ") + kUntil +
      " WHERE name = 'writer' AND fence = " + std::to_string(fence_));
  return renewed.done() == "UPDATE 1";
}

}  // namespace roster::postgres
