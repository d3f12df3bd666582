#include "users/store/sqlite/documents.hpp"

#include "users/model/document.hpp"
#include "users/store/error.hpp"

namespace roster::sqlite {

User decode(const Database& database, UserId id, std::string_view document) {
  try {
    return decode_user(document);
  } catch (const BadDocument& error) {
    throw StoreError(database.name() + ": user " + std::to_string(id) + ": " + error.what());
  }
}

std::optional<StoredUser> find_document(Database& database, UserId id) {
  auto query = database.query("SELECT revision, document FROM documents WHERE user = ?1", id);
  if (!query.step()) return std::nullopt;
  return StoredUser{id, query.integer(0), decode(database, id, query.blob(1))};
}

StoredUser read_document(Database& database, UserId id) {
  std::optional<StoredUser> user = find_document(database, id);
  if (!user) no_user(database, id);
  return std::move(*user);
}

bool has_users(Database& database) { return database.query("SELECT 1 FROM users").step(); }

void no_user(const Database& database, UserId id) {
  throw StoreError(database.name() + ": there is no user " + std::to_string(id));
}

}  // namespace roster::sqlite
