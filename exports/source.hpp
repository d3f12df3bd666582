// Source: where a column's value comes from, as the configuration names it:
//
//   primary_id, last_name, expiry_date, …   a field of the user; of a coded one its code
//   user_group.desc                         the label of a coded field
//   user_identifier:BARCODE                 the item of a list with this type
//   emails:preferred, phones:mobile         the preferred item, or else the first; the first of a
//                                           type, the preferred one before the others
//   addresses:home.city                     a part of an item
//   phones:preferred_sms                    the number for text messages, if there is one
//   user_statistics:FACULTY, user_notes:LIBRARY, user_blocks:GENERAL
//   active                                  true, or false: inactive, or expired before today
//
// A list is named as a whole or by one item: `emails` or `email`. Dates are ISO days.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "users/base/day.hpp"
#include "users/model/user.hpp"

namespace roster::exports {

/// There is no such source; what() says why, for the person who wrote it.
struct BadSource : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Appends the user's value, if there is one.
using Source = std::function<void(const User&, std::string& out)>;

/// Throws BadSource. `today` is what `active` goes by.
Source parse_source(std::string_view from, Day today);

}  // namespace roster::exports
