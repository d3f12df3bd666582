// Edit items: the list items and texts of a staff edit. Only edit.cpp and its tests' subject; see
// edit.hpp for what a person may type.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "users/model/user.hpp"

namespace roster {

/// `LIST:TYPE`, where the list is named as a whole or by one item: `emails` or `email`.
struct ItemName {
  std::string_view list;
  std::string_view type;
};

/// Nothing when the field names no item. Throws EditError when the type is missing.
std::optional<ItemName> item_name(std::string_view field);

/// Removes the internal items of a type, then adds one when there is a value. Identifiers without a
/// value: when there is no internal one, the external ones are removed. Answers whether anything
/// was removed or added. Throws EditError.
bool edit_list(User& user, const ItemName& name, const std::optional<std::string_view>& value);

/// The value, if it is UTF-8 without control characters (a line break and a tab may be) of at most
/// `limit` characters (0: any number). Throws EditError, whose message begins with `name`.
std::string checked_text(std::string_view name, std::string_view value, std::size_t limit);

}  // namespace roster
