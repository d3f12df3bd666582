// House day: the current time for housekeeping. A clock that jumps must not delete what is still
// within its retention: this day moves by at most two days per daily run, so that a minute in 2100
// has no effect, and fifteen days of downtime are caught up in fifteen runs. It is stored in a
// file.
#pragma once

#include <filesystem>
#include <optional>

#include "users/model/user.hpp"

namespace roster {

class HouseDay {
 public:
  /// `file` need not exist: then the present is used.
  explicit HouseDay(std::filesystem::path file);

  /// Called daily: moves the day towards `now` and stores it. A call within 20 hours of the last
  /// move does not move it. Returns the day's present, never after `now`.
  Time move(Time now);
  /// The day's present, without moving it; never after `now`.
  Time present(Time now) const;
  /// When it was last moved, by the clock at that time.
  std::optional<Time> moved() const { return moved_; }

 private:
  std::filesystem::path file_;
  std::optional<Time> day_, moved_;

  void save() const;
};

/// File of the day, in the spool.
inline constexpr const char* kHouseDay = "house_day";

}  // namespace roster
