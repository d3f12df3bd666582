// Request counts: what the HTTP side did, for the metrics. Neither paths nor keys: a handler, a
// method and a status. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

#include "daemon/show/exposition.hpp"

namespace roster::http {

class RequestCounts {
 public:
  using Duration = std::chrono::duration<double>;

  /// `handler`: who answered, as `users_api`; `method`: as to_string(Method) has it.
  void answered(std::string_view handler, std::string_view method, unsigned status, Duration took);
  /// Somebody was not let in: their key is `missing`, `unknown` or `expired`, or their `address` is
  /// not one that is served.
  void refused(std::string_view reason);

  /// Adds their families.
  void add_to(Exposition& out) const;

 private:
  /// In seconds; what took longer counts in none of them.
  static constexpr std::array<double, 7> kBounds{0.005, 0.025, 0.1, 0.5, 2.5, 10, 30};
  struct Durations {
    std::array<std::int64_t, kBounds.size()> up_to{};
    std::int64_t count = 0;
    double sum = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string, unsigned>, std::int64_t> requests_;
  std::map<std::string, Durations> durations_;  // by handler
  std::map<std::string, std::int64_t> refused_{
      {"address", 0}, {"expired", 0}, {"missing", 0}, {"unknown", 0}};
};

}  // namespace roster::http
