// Unreadable: dates that a record contains but that cannot be read. They do not count as absent:
// the stored value stays.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "users/model/fields.hpp"

namespace roster::sis {

struct UnreadableDate {
  Field field = Field::expiry_date;  // the date itself, or the list that contains it
  std::size_t item = 0;              // index of the list item, from 0
  std::string member;                // name of the item's date, e.g. end_date; else empty
};

using UnreadableDates = std::vector<UnreadableDate>;

/// A record whose expiry or purge date cannot be read sets no purge date, neither its own nor the
/// policy's.
inline bool brings_no_purge_date(const UnreadableDates& dates) {
  return std::any_of(dates.begin(), dates.end(), [](const UnreadableDate& date) {
    return date.field == Field::expiry_date || date.field == Field::purge_date;
  });
}

}  // namespace roster::sis
