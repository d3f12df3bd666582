// Null day: dates that databases write for "no value".
#pragma once

#include "users/base/day.hpp"

namespace roster {

/// Is it one of them? 0001-01-01, 1753-01-01, 1899-12-30, 1900-01-01, 1970-01-01.
bool is_null_day(Day day);

}  // namespace roster
