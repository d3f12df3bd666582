#include "daemon/service/request_counts.hpp"

namespace roster::http {

void RequestCounts::answered(std::string_view handler, std::string_view method, unsigned status,
                             Duration took) {
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(handler), std::string(method), status}];
  Durations& durations = durations_[std::string(handler)];
  for (std::size_t i = 0; i < kBounds.size(); ++i)
    if (took.count() <= kBounds[i]) ++durations.up_to[i];
  ++durations.count;
  durations.sum += took.count();
}

void RequestCounts::refused(std::string_view reason) {
  const std::lock_guard lock(mutex_);
  ++refused_[std::string(reason)];
}

void RequestCounts::add_to(Exposition& out) const {
  const std::lock_guard lock(mutex_);
  out.family("roster_http_requests_total", Exposition::Type::counter, "Requests answered.");
  for (const auto& [key, count] : requests_) {
    const auto& [handler, method, status] = key;
    out.sample({{"handler", handler}, {"method", method}, {"code", std::to_string(status)}}, count);
  }
  out.family("roster_http_request_duration_seconds", Exposition::Type::histogram,
             "How long the answers took.");
  for (const auto& [handler, durations] : durations_)
    out.histogram({{"handler", handler}}, kBounds, durations.up_to, durations.count, durations.sum);
  out.family("roster_http_auth_failures_total", Exposition::Type::counter,
             "Requests of somebody who was not let in.");
  for (const auto& [reason, count] : refused_) out.sample({{"reason", reason}}, count);
}

}  // namespace roster::http
