#include "users/store/sql/base/settings.hpp"

#include "users/store/error.hpp"

namespace roster::sql {

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
