// Writer V.2: writes users as V.2 XML that is valid against the published schema, in its order, one
// user at a time. Omits absent members, except those that the schema requires (a list of types
// without a type, a flag that is false). Writes the segment of every list item. Does not write
// manual edits, which are internal to Roster. Equal users give equal bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "users/model/user.hpp"

namespace roster::sis {

/// Appends `<?xml …?>` and the root's start tag.
void write_prologue(std::string& out);

/// A number that the format keeps elsewhere, with the address where.
struct LinkedElement {
  std::string_view name;  // requests | loans | fees
  std::string link, value;
};
/// Where an element stands, the address that its `link` attribute names (none when empty), and what
/// it has besides the user's own fields.
struct UserElement {
  std::size_t depth = 1;
  std::string link;
  std::vector<LinkedElement> more;
};
/// Appends one `<user>` element, indented, with a line break after it. The caller must not pass
/// characters that XML does not allow.
void write_user(const User& user, std::string& out);
void write_user_as(const User& user, const UserElement& element, std::string& out);
/// Appends the root's end tag.
void write_epilogue(std::string& out);

}  // namespace roster::sis
