// Other person: checks whether the stored user that a record matches is a different person. Net ids
// are reassigned after years. Pure.
#pragma once

#include <string_view>

#include "users/model/user.hpp"

namespace roster::sis {

/// No name of the one is a name of the other, or its initial, whatever case; and either their birth
/// dates differ or they have no id in common but the one of type `match` that led here. Who has no
/// name at all may be anybody: no. Names and ids that staff entered do not count: they stay whoever
/// the record is about.
bool is_other_person(const User& before, const User& after, std::string_view match);

}  // namespace roster::sis
