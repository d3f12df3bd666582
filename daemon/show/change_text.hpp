// Change text: shows what changes, or would change, in one user.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "users/model/fields.hpp"

namespace roster {

enum class Colour : std::uint8_t { no, yes };

/// The user's id once, then a line for each field. For lists, only added (+) and removed (-) items
/// are shown. Secrets are hidden. Empty when nothing changed.
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

/// What became of one field: what is gone and what came. Of a value one each, empty for none; of a
/// list the items; neither when the items only stand in another order.
struct FieldChange {
  Field field;
  std::vector<std::string> gone, come;
};

/// The changed fields in the order of the format. The PIN is hidden.
std::vector<FieldChange> field_changes(const User& before, const User& after,
                                       const FieldSet& changed);

/// A field as it may be shown to anybody: the PIN is not.
std::string shown_field(const User& user, Field field);

}  // namespace roster
