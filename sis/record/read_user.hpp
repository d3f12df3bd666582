// Read user: reads one user from a complete document, as an API client sends it: a `user` element
// (or `users` with one user), UTF-8. Reads tolerantly, like a feed's record. Unlike a load, keeps
// the document's record type, account type, external id and segments. An item without a segment is
// internal.
#pragma once

#include <string_view>

#include "sis/feed.hpp"
#include "users/model/user.hpp"

namespace roster::sis {

/// A list item lacks what is mandatory; what() names the item and what it lacks: `user_note
/// note_type`.
struct IncompleteItem : FeedError {
  using FeedError::FeedError;
};

/// An id or a code holds an invisible character; what() says where.
struct InvisibleCharacter : FeedError {
  using FeedError::FeedError;
};

/// Throws FeedError when the document is not valid or the schema rejects its user, IncompleteItem
/// or InvisibleCharacter where a load would drop something.
User read_user(std::string_view document);

}  // namespace roster::sis
