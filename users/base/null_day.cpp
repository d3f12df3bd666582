#include "users/base/null_day.hpp"

#include <algorithm>
#include <iterator>

namespace roster {

bool is_null_day(Day day) {
  using std::chrono::year;
  static constexpr Day kNulls[] = {Day(year(1) / 1 / 1), Day(year(1753) / 1 / 1),
                                   Day(year(1899) / 12 / 30), Day(year(1900) / 1 / 1),
                                   Day(year(1970) / 1 / 1)};
  return day <= std::end(kNulls)[-1] &&
         std::find(std::begin(kNulls), std::end(kNulls), day) != std::end(kNulls);
}

}  // namespace roster
