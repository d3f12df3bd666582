#include "users/store/store.hpp"

#include "users/store/sqlite/store.hpp"

namespace roster {

std::unique_ptr<Store> open_store(std::string_view url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size()) {
    throw std::invalid_argument("store '" + std::string(url) +
                                "': expected sqlite:PATH or sqlite::memory:");
  }
  return std::make_unique<SqliteStore>(std::string(url.substr(kSqlite.size())));
}

Account account_of(const StoredUser& stored) {
  return {stored.id, stored.user.expiry_date, is_external(stored.user)};
}

std::optional<StoredUser> find_user(Transaction& transaction, std::string_view id) {
  const Owners owners = transaction.owners({&id, 1}).front();
  const UserId user = owners.by_primary_id != 0 ? owners.by_primary_id : owners.by_identifier;
  if (user == 0) return std::nullopt;
  return std::move(transaction.get({&user, 1}).front());
}

}  // namespace roster
