#include "users/store/store.hpp"

#include "users/store/postgres/store.hpp"
#include "users/store/sqlite/engine/backup.hpp"
#include "users/store/sqlite/reader.hpp"
#include "users/store/sqlite/store.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

/// The path in `sqlite:PATH`.
std::string sqlite_path(std::string_view url) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (!url.starts_with(kSqlite) || url.size() == kSqlite.size()) {
    throw std::invalid_argument("store '" + shown_url(url) +
                                "': expected sqlite:PATH, sqlite::memory: or postgresql://…");
  }
  return std::string(url.substr(kSqlite.size()));
}

}  // namespace

std::unique_ptr<Store> open_store(std::string_view url, const StoreOptions& options) {
  if (store_kind(url) == StoreKind::server)
    return std::make_unique<PostgresStore>(std::string(url), options);
  return std::make_unique<SqliteStore>(sqlite_path(url), options);
}

std::unique_ptr<Store> open_reader(std::string_view url) {
  if (store_kind(url) == StoreKind::server)
    return std::make_unique<PostgresReader>(std::string(url));
  return std::make_unique<SqliteReader>(sqlite_path(url));
}

void backup_store(std::string_view url, const std::string& to,
                  const std::function<void(double)>& on_share) {
  backup_sqlite(sqlite_path(url), to, on_share);
}

void replace_store(std::string_view url, const std::string& from, const std::string& kept) {
  replace_sqlite(sqlite_path(url), from, kept);
}

std::string shown_id(const StoredUser& stored) {
  return stored.damaged() ? "(damaged row " + std::to_string(stored.id) + ')'
                          : stored.user.primary_id;
}

Account account_of(const StoredUser& stored) {
  return {stored.id, stored.user.expiry_date, is_external(stored.user), stored.user.external_id};
}

std::optional<StoredUser> find_user(Transaction& transaction, std::string_view id) {
  const Owners owners = transaction.owners({&id, 1}).front();
  const UserId user = owners.by_primary_id != 0 ? owners.by_primary_id : owners.by_identifier;
  if (user == 0) return std::nullopt;
  return std::move(transaction.get({&user, 1}).front());
}

}  // namespace roster
