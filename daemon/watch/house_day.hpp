// House day: the present as housekeeping counts it. A clock that jumps must not delete what is kept
// for a while: this day moves by at most two days a daily run, so that a minute in 2100 does
// nothing, and fifteen days off are caught up in fifteen runs. It is kept in a file between runs.
#pragma once

#include <filesystem>
#include <optional>

#include "users/model/user.hpp"

namespace roster {

class HouseDay {
 public:
  /// `file` need not exist: the present counts then.
  explicit HouseDay(std::filesystem::path file);

  /// A daily run: moves the day towards `now`, and keeps it. Called again within 20 hours it moves
  /// nothing. Answers the day's present, never after `now`.
  Time move(Time now);
  /// The day's present without moving it, never after `now`.
  Time present(Time now) const;
  /// When it was last moved, by the clock of then.
  std::optional<Time> moved() const { return moved_; }

 private:
  std::filesystem::path file_;
  std::optional<Time> day_, moved_;

  void save() const;
};

/// Where the daemon keeps it, in its spool.
inline constexpr const char* kHouseDay = "house_day";

}  // namespace roster
