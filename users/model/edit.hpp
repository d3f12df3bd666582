// Edit: changes that staff make to a user by hand. Protected fields and preferred names record the
// edit and the last value from the SIS; the next load overwrites all other fields. List items that
// staff add are internal: no load changes them.
//
// A field has the name it has in the format: `user_group`, `expiry_date`, `pref_first_name`. A list
// item is LIST:TYPE, for instance `user_identifier:BARCODE`, `email:work`, `phone:mobile`,
// `user_note:LIBRARY`, `user_statistic:FACULTY`, `user_block:GENERAL`.
#pragma once

#include <stdexcept>
#include <string_view>

#include "users/model/fields.hpp"

namespace roster {

/// The edit is not valid; what() explains why to the person who typed it.
struct EditError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Sets a field, or adds an internal list item (replaces the internal item of that type). Blanks
/// around the value are dropped, as those of a feed are. Throws EditError. The caller checks that
/// ids are free (Transaction::owners).
void set_field(User& user, std::string_view field, std::string_view value);

/// Clears a field, or removes the internal list items of a type. When there is no internal
/// identifier of the type, removes the external ones: another user can then take them, until the
/// SIS sends them again for this user. Throws EditError.
void unset_field(User& user, std::string_view field);

/// Removes the manual-edit mark of a field and restores the last value from the SIS. Throws
/// EditError when the field is not marked as edited by hand.
void restore_field(User& user, std::string_view field);

/// Marks each protected field that differs between `before` and `edited` as edited by hand. For an
/// edit that replaces a whole user. Marks of `before` stay, unless the field has the SIS's value
/// again.
void note_edits(const User& before, User& edited);

}  // namespace roster
