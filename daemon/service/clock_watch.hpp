// Clock watch: detects that the system's clock was set, by comparing it with the monotonic clock.
#pragma once

#include <chrono>
#include <optional>

#include "users/model/user.hpp"

namespace roster {

/// The clock should have shown `from`, and showed `to`.
struct ClockStep {
  Time from, to;

  bool is_back() const { return to < from; }
  /// Too large for a time zone mistake; worth reporting.
  bool is_large() const {
    return from - to > std::chrono::hours(24) || to - from > std::chrono::hours(24);
  }
};

class ClockWatch {
 public:
  /// Steps up to this are normal clock corrections.
  static constexpr std::chrono::seconds kUnnoticed{10};

  /// `since_boot`: time since boot, including sleep. Returns a step since the last call.
  std::optional<ClockStep> look(Time now, std::chrono::nanoseconds since_boot);

 private:
  std::optional<Time> now_;
  std::chrono::nanoseconds since_boot_{};
};

}  // namespace roster
