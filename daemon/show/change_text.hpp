// Change text: what changes, or would change, in one user.
#pragma once

#include <cstdint>
#include <string>

#include "users/model/fields.hpp"

namespace roster {

enum class Colour : std::uint8_t { no, yes };

/// The user's id once, then a line for each field. Of a list only the items that came (+) and went
/// (-) are shown. Secrets are hidden. Nothing when nothing changed.
///
///   s100:
///     user_group: UNDERGRAD -> GRAD
///     emails:
///       - ada@example.edu, work
///       + ada@new.example.edu, work
std::string render_change(const User* before, const User& after, const FieldSet& changed,
                          Colour colour = Colour::no);

/// Only the lines of the fields.
std::string render_fields(const User& before, const User& after, const FieldSet& changed,
                          Colour colour = Colour::no);

/// A field as it may be shown to anybody: the PIN is not.
std::string shown_field(const User& user, Field field);

}  // namespace roster
