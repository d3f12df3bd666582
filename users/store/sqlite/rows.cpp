#include "users/store/sqlite/rows.hpp"

#include <filesystem>

#include "users/store/error.hpp"
#include "users/store/sqlite/engine/migrate.hpp"
#include "users/store/sqlite/store.hpp"

namespace roster {

SqliteRows::SqliteRows(const std::string& given, copying::Role role) {
  const std::string path = std::filesystem::weakly_canonical(given).string();
  const std::string name = "sqlite:" + path;
  if (!std::filesystem::exists(path)) {
    if (role == copying::Role::source) throw StoreMissing(name + ": there is no store");
    SqliteStore(path, {});  // makes it
  }
  lock_ = std::make_unique<InstanceLock>(path + ".lock", name);
  database_ = std::make_unique<sqlite::Database>(path, name, sqlite::Mode::write);
  database_->execute(
      "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
      "PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536;");
  sqlite::migrate(*database_, {});
}

}  // namespace roster
