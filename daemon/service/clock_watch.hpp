// Clock watch: notices that the system's clock was set, by one that never is.
#pragma once

#include <chrono>
#include <optional>

#include "users/model/user.hpp"

namespace roster {

/// The clock showed `from` when it should have gone on, and `to` afterwards.
struct ClockStep {
  Time from, to;

  bool is_back() const { return to < from; }
  /// Nobody's mistake by a time zone, and worth telling.
  bool is_large() const {
    return from - to > std::chrono::hours(24) || to - from > std::chrono::hours(24);
  }
};

class ClockWatch {
 public:
  /// Steps up to this are a clock that is being put right.
  static constexpr std::chrono::seconds kUnnoticed{10};

  /// `since_boot`: how long the machine runs, asleep or not. A step since the last look.
  std::optional<ClockStep> look(Time now, std::chrono::nanoseconds since_boot);

 private:
  std::optional<Time> now_;
  std::chrono::nanoseconds since_boot_{};
};

}  // namespace roster
