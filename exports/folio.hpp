// Folio: a user as FOLIO's user import takes it, a JSON object on one line.
#pragma once

#include <string>

#include "exports/rows.hpp"

namespace roster::exports {

/// Appends the object and a line break. Points in a column's name lead into it, so that
/// `personal.email` is the member `email` of `personal`; columns without a value are left out.
/// `active` is a truth value, `departments` and what else ends in `[]` a list. The addresses
/// follow, one of each type, since FOLIO takes no more. Types are the names of address types there:
/// a column `personal.addresses.addressTypeId` with a map says which; an address whose type is not
/// in it is left out, and told.
void append_folio_user(Rows& rows, const User& user, std::string& out);

}  // namespace roster::exports
