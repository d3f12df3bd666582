// Read user: one user from a document of its own, as an API's client sends it: a `user` element (or
// the only one in `users`), UTF-8. Read tolerantly, like a feed's record; but what a load's profile
// would decide (record type, account type, external id) and the segments stay as the document has
// them. An item without a segment is internal.
#pragma once

#include <string_view>

#include "sis/feed.hpp"
#include "users/model/user.hpp"

namespace roster::sis {

/// Throws FeedError when the bytes are no such document, or the schema refuses its user.
User read_user(std::string_view document);

}  // namespace roster::sis
