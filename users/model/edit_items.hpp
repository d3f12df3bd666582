// Edit items: edits of list items and texts. For edit.cpp and its tests only; edit.hpp describes
// the input.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster {

/// `LIST:TYPE`; the list is plural or singular: `emails` or `email`.
struct ItemName {
  std::string_view list;
  std::string_view type;
};

/// Returns nothing when the field is not a list item. Throws EditError when the type is missing.
std::optional<ItemName> item_name(std::string_view field);

/// Removes the internal items of a type, then adds one if there is a value. For identifiers without
/// a value: removes the external ones when there is no internal one. Returns whether anything was
/// removed or added. Throws EditError.
bool edit_list(User& user, const ItemName& name, const std::optional<std::string_view>& value);

/// Returns the value if it is UTF-8, has no control characters except line breaks and tabs, no
/// U+FFFE and U+FFFF, and has at most `limit` characters (0: no limit). Throws EditError; the
/// message starts with `name`.
std::string checked_text(std::string_view name, std::string_view value, std::size_t limit);

}  // namespace roster
