#include "daemon/watch/house_day.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "users/base/day.hpp"
#include "users/base/small_file.hpp"

namespace roster {

namespace {

constexpr std::chrono::hours kMost{48};   // in one move
constexpr std::chrono::hours kDaily{20};  // a daily run may come a little early

}  // namespace

HouseDay::HouseDay(std::filesystem::path file) : file_(std::move(file)) {
  const std::vector<std::string> lines = read_lines(file_);
  if (lines.size() < 2) return;
  day_ = parse_time(lines[0]);
  moved_ = parse_time(lines[1]);
}

Time HouseDay::present(Time now) const { return day_ ? std::min(*day_, now) : now; }

Time HouseDay::move(Time now) {
  if (!day_ || !moved_) {
    day_ = moved_ = now;
  } else if (now - *moved_ >= kDaily || *moved_ - now >= kDaily) {
    day_ = std::min(now, *day_ + kMost);
    moved_ = now;
  }
  save();
  return present(now);
}

void HouseDay::save() const {
  const std::string lines[] = {format_time(*day_), format_time(*moved_)};
  replace_lines(file_, lines);  // the worst is that it does not move
}

}  // namespace roster
