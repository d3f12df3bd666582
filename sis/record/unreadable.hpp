// Unreadable: the dates of a record that stand there and cannot be read. Such a date is not an
// absent one: what is stored of it stays.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "users/model/fields.hpp"

namespace roster::sis {

struct UnreadableDate {
  Field field = Field::expiry_date;  // the date itself, or the list whose item holds it
  std::size_t item = 0;              // of a list: which item, from 0
  std::string member;                // of a list: the item's date, e.g. end_date; else empty
};

using UnreadableDates = std::vector<UnreadableDate>;

/// A record whose expiry or purge date cannot be read brings no purge date, neither its own nor the
/// policy's.
inline bool brings_no_purge_date(const UnreadableDates& dates) {
  return std::any_of(dates.begin(), dates.end(), [](const UnreadableDate& date) {
    return date.field == Field::expiry_date || date.field == Field::purge_date;
  });
}

}  // namespace roster::sis
