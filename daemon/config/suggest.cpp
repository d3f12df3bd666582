#include "daemon/config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace roster {
namespace {

constexpr std::size_t kLongest = 40;  // no keyword is longer

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The number of inserted, deleted, changed and swapped letters (optimal string alignment
/// distance).
std::size_t slips(std::string_view left, std::string_view right) {
  std::array<std::vector<std::size_t>, 3> rows;  // of two letters ago, one letter ago, this one
  for (auto& row : rows) row.resize(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) rows[1][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    rows[2][0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const bool same = lower(left[i - 1]) == lower(right[j - 1]);
      rows[2][j] = std::min(
          {rows[1][j] + 1, rows[2][j - 1] + 1, rows[1][j - 1] + (same ? std::size_t{0} : 1)});
      if (i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) &&
          lower(left[i - 2]) == lower(right[j - 1])) {
        rows[2][j] = std::min(rows[2][j], rows[0][j - 2] + 1);
      }
    }
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
  }
  return rows[1][right.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.size() > kLongest) return "";
  std::size_t fewest = std::min<std::size_t>(2, word.size() / 3) + 1;
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    const std::size_t count = slips(word, candidate);
    if (count < fewest) {
      fewest = count;
      best = candidate;
    }
  }
  return best.empty() ? "" : fmt::format("; did you mean '{}'?", best);
}

}  // namespace roster
