#include "users/store/postgres/engine/vacuum.hpp"

#include <string>
#include <vector>

#include "users/store/error.hpp"

namespace roster::postgres {

namespace {

/// Others only warn when they may not.
void require_owner(Connection& connection) {
  const Result owner = connection.run(
      "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()");
  if (owner.rows() != 1 || owner.text(0, 0) != "t")
    throw StoreError(connection.name() +
                     ": only the owner of the database can write all its tables anew");
}

/// As SQL writes them. The statistics come last: they are made while tables are written.
std::vector<std::string> tables(Connection& connection) {
  const Result found = connection.run(
      "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
      " WHERE schemaname = current_schema() ORDER BY tablename");
  std::vector<std::string> names;
  for (int row = 0; row < found.rows(); ++row) names.push_back(found.text(row, 0));
  names.emplace_back("pg_catalog.pg_statistic");
  return names;
}

}  // namespace

void vacuum(Connection& connection, const std::function<void()>& on_progress) {
  require_owner(connection);
  connection.run("SET lock_timeout = '60s'");
  try {
    for (const std::string& table : tables(connection)) {
      connection.run("VACUUM (FULL, ANALYZE) " + table);
      on_progress();
    }
  } catch (const Refused& refused) {
    connection.close();  // with its lock_timeout
    constexpr const char* kLockTimeout = "55P03";
    if (refused.code != kLockTimeout) throw;
    throw StoreError(
        connection.name() +
        ": somebody reads the tables for more than a minute; not all are written anew");
  }
  connection.run("RESET lock_timeout");
}

}  // namespace roster::postgres
