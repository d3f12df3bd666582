#include "users/store/postgres/engine/vacuum.hpp"

#include <string>
#include <vector>

#include "users/store/error.hpp"

namespace roster::postgres {

namespace {

constexpr const char* kStatistics = "pg_catalog.pg_statistic";

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
  names.emplace_back(kStatistics);
  return names;
}

/// The columns of a table, and a value for each.
std::pair<std::string, std::string> columns_and_values(Connection& connection,
                                                       const std::string& table) {
  const Result found = connection.run(
      "SELECT string_agg(quote_ident(attname), ', '), string_agg(CASE atttypid"
      " WHEN 'bigint'::regtype THEN '1' ELSE quote_literal('') END, ', ')"
      " FROM pg_attribute WHERE attrelid = '" +
      table + "'::regclass AND attnum > 0 AND NOT attisdropped");
  return {found.text(0, 0), found.text(0, 1)};
}

/// A table that has become empty keeps the statistics, with values, of the rows that it had:
/// ANALYZE leaves them. They are made anew of one row, which nobody else sees.
void forget_statistics(Connection& connection, const std::string& table) {
  const auto [columns, values] = columns_and_values(connection, table);
  if (connection.run("SELECT 1 FROM " + table + " LIMIT 1").rows() != 0) return;
  connection.run("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.run("INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
  connection.run("ANALYZE " + table);
  connection.run("DELETE FROM " + table + " WHERE (" + columns + ") = (" + values + ")");
  connection.run("COMMIT");
}

}  // namespace

void vacuum(Connection& connection, const std::function<void()>& on_progress) {
  require_owner(connection);
  connection.run("SET lock_timeout = '60s'");
  try {
    for (const std::string& table : tables(connection)) {
      if (table != kStatistics) forget_statistics(connection, table);
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
