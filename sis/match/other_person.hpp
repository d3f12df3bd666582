// Other person: is the stored user whom a record matches somebody else? Net ids are given out again
// after years. Pure.
#pragma once

#include <string_view>

#include "users/model/user.hpp"

namespace roster::sis {

/// No name of the one is like a name of the other, whatever case, and either their birth dates
/// differ or they have no id in common but the one of type `match` that led here. Who has no name
/// at all may be anybody: no. Neither does one name alone that changes tell much without the birth
/// dates: people marry.
bool is_other_person(const User& before, const User& after, std::string_view match);

}  // namespace roster::sis
