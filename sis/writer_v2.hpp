// Writer V.2: users as tidy V.2 XML, valid against the published schema, in its order, one user at
// a time.
#pragma once

#include <string>

#include "users/user.hpp"

namespace roster::sis {

/// `<?xml …?>` and the root's start tag.
void write_prologue(std::string& out);
/// One `<user>` element, indented, with a line break after it. Characters XML cannot hold are a bug
/// of the caller.
void write_user(const User& user, std::string& out);
/// The root's end tag.
void write_epilogue(std::string& out);

}  // namespace roster::sis
