// Documents: users as they stand in table documents.
#pragma once

#include <optional>
#include <string_view>

#include "users/store/sqlite/sqlite.hpp"
#include "users/store/stored_user.hpp"

namespace roster::sqlite {

/// Throws StoreError, which names the row, when the bytes are no document.
User decode(const Database& database, UserId id, std::string_view document);

std::optional<StoredUser> find_document(Database& database, UserId id);

/// As find_document(), of a user that must exist: throws StoreError otherwise.
StoredUser read_document(Database& database, UserId id);

/// Is there any user?
bool has_users(Database& database);

[[noreturn]] void no_user(const Database& database, UserId id);

}  // namespace roster::sqlite
