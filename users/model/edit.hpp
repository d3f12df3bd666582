// Edit: what staff change on a user by hand. Fields of the protected group and preferred names
// remember that they were changed and what the SIS had supplied; other fields are the SIS's again
// at its next load. List items that staff add are internal: no load touches them.
//
// A field is named as in the format: `user_group`, `expiry_date`, `pref_first_name`. A list item is
// named LIST:TYPE, for instance `user_identifier:BARCODE`, `email:work`, `phone:mobile`,
// `user_note:LIBRARY`, `user_statistic:FACULTY`, `user_block:GENERAL`.
#pragma once

#include <stdexcept>
#include <string_view>

#include "users/model/fields.hpp"

namespace roster {

/// The edit makes no sense; what() says why, in words for the person who typed it.
struct EditError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Sets a field, or adds an internal list item (replacing the internal item of that type). Throws
/// EditError. Whether ids are free is the caller's to check (Transaction::owners).
void set_field(User& user, std::string_view field, std::string_view value);

/// Empties a field, or removes the internal list items of a type. An identifier that is none of
/// staff's is freed: another user can have it, until the SIS sends it again for this one. Throws
/// EditError.
void unset_field(User& user, std::string_view field);

/// Gives a field that was changed by hand back to the SIS: its last value from there stands again.
/// Throws EditError when the field is not marked as changed by hand.
void restore_field(User& user, std::string_view field);

/// Marks each protected field in which `edited` differs from `before` as changed by hand, for an
/// edit that replaced a whole user. What was marked in `before` stays marked, unless the SIS's
/// value stands again.
void note_edits(const User& before, User& edited);

}  // namespace roster
