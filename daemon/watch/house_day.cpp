#include "daemon/watch/house_day.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

#include "users/base/day.hpp"

namespace roster {

namespace {

constexpr std::chrono::hours kMost{48};   // in one move
constexpr std::chrono::hours kDaily{20};  // a daily run may come somewhat early

}  // namespace

HouseDay::HouseDay(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream lines(file_);
  std::string day, moved;
  if (!std::getline(lines, day) || !std::getline(lines, moved)) return;
  day_ = parse_time(day);
  moved_ = parse_time(moved);
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
  const std::filesystem::path partial = file_.string() + ".partial";
  {
    std::ofstream file(partial, std::ios::trunc);
    file << format_time(*day_) << '\n' << format_time(*moved_) << '\n';
    if (!file.flush()) return;  // the worst is that it does not move
  }
  std::error_code ignored;
  std::filesystem::rename(partial, file_, ignored);
}

}  // namespace roster
