#include "users/store/sqlite/engine/documents.hpp"

#include "users/model/document.hpp"
#include "users/store/error.hpp"
#include "users/store/sqlite/engine/columns.hpp"

namespace roster {

std::optional<StoredUser> SqliteDocuments::find(UserId id) {
  auto query = database_.query("SELECT revision, document FROM documents WHERE user = ?1", id);
  if (query.step()) return decode(id, query.integer(0), query.blob(1));
  if (!database_.query("SELECT 1 FROM users WHERE id = ?1", id).step()) return std::nullopt;
  return decode(id, 0, {});  // its document is lost
}

StoredUser SqliteDocuments::read(UserId id) {
  std::optional<StoredUser> user = find(id);
  if (!user) no_user(id);
  return std::move(*user);
}

StoredUser SqliteDocuments::decode(UserId id, std::int64_t revision, std::string_view document) {
  try {
    return {id, revision, decode_user(document), RowState::whole};
  } catch (const BadDocument&) {
    found_.insert(id);
    return {id, revision, narrow(id), RowState::damaged};
  }
}

/// Builds a user from the columns, without its document.
User SqliteDocuments::narrow(UserId id) {
  User user;
  auto columns = database_.query(
      "SELECT primary_key, record_type, user_group, external_id, purge_date, expiry_date, external"
      " FROM users WHERE id = ?1",
      id);
  if (!columns.step()) return user;
  user.primary_id = columns.text(0);
  user.record_type.value = columns.text(1);
  user.user_group.value = columns.text(2);
  user.external_id = columns.text(3);
  if (!columns.is_null(4)) user.purge_date = sqlite::day_of(columns.integer(4));
  if (!columns.is_null(5)) user.expiry_date = sqlite::day_of(columns.integer(5));
  user.account_type.value = columns.integer(6) != 0 ? "EXTERNAL" : "INTERNAL";
  auto identifiers = database_.query("SELECT type, value FROM identifiers WHERE user = ?1", id);
  while (identifiers.step()) {
    Identifier identifier;
    identifier.id_type.value = identifiers.text(0);
    identifier.value = identifiers.text(1);
    user.user_identifiers.push_back(std::move(identifier));
  }
  return user;
}

void SqliteDocuments::no_user(UserId id) const {
  throw StoreError(database_.name() + ": there is no user " + std::to_string(id));
}

std::set<UserId> SqliteDocuments::damaged() {
  std::set<UserId> noted = found_;
  {
    auto query = database_.query("SELECT user FROM suspects");
    while (query.step()) noted.insert(query.integer(0));
  }
  std::set<UserId> damaged;
  for (const UserId id : noted) {
    const std::optional<StoredUser> stored = find(id);
    if (stored && stored->damaged()) damaged.insert(id);
  }
  return damaged;
}

void SqliteDocuments::write_down() {
  if (found_.empty() && !database_.query("SELECT 1 FROM suspects").step()) return;
  const std::set<UserId> now = damaged();
  database_.run("DELETE FROM suspects");
  for (const UserId id : now) database_.run("INSERT INTO suspects VALUES (?1)", id);
  found_.clear();
}

}  // namespace roster
