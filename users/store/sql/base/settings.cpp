#include "users/store/sql/base/settings.hpp"

#include "users/store/error.hpp"

namespace roster::sql {

void refuse_newer(const std::string& store, std::int64_t version, std::int64_t supported) {
  if (version <= supported) return;
  throw StoreError(store + ": was written by a newer Roster (schema version " +
                   std::to_string(version) + "; this program supports " +
                   std::to_string(supported) + ')');
}

void require_newest(const std::string& store, std::int64_t version, std::int64_t supported) {
  if (version == 0) throw StoreMissing(store + ": there is no store");
  if (version >= supported) return;
  throw StoreError(store + ": was written by an older Roster (schema version " +
                   std::to_string(version) +
                   "); start rosterd, or run a command that writes, to upgrade it");
}

IdentifierCase identifier_case(Database& database) {
  auto query = database.query("SELECT value FROM settings WHERE name = 'identifier_case'");
  const bool sensitive = query.step() && query.text(0) == "sensitive";
  return sensitive ? IdentifierCase::sensitive : IdentifierCase::insensitive;
}

void require_identifier_case(const std::string& store, IdentifierCase is,
                             const StoreOptions& options) {
  if (!options.identifier_case || *options.identifier_case == is) return;
  const bool sensitive = is == IdentifierCase::sensitive;
  throw StoreError(store + ": uses `case: " + (sensitive ? "sensitive" : "insensitive") +
                   "`, which cannot be changed; the configuration says `case: " +
                   (sensitive ? "insensitive" : "sensitive") + '`');
}

}  // namespace roster::sql
