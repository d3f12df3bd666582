#include "users/store/postgres/store.hpp"

#include <cassert>

#include "users/store/error.hpp"
#include "users/store/postgres/engine/migrate.hpp"
#include "users/store/postgres/engine/vacuum.hpp"
#include "users/store/postgres/url.hpp"
#include "users/store/sql/base/settings.hpp"
#include "users/store/sql/rows.hpp"
#include "users/store/sql/transaction.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

void require_none_open(const SqlConnection& connection) {
  assert(!connection.in_transaction);
  if (connection.in_transaction)
    throw StoreError(connection.database.name() + ": a transaction is open already");
}

}  // namespace

PostgresStore::PostgresStore(const std::string& url, const StoreOptions& options)
    : database_(checked_url(url), shown_url(url)),
      lease_(postgres::take_store(url, database_, options)) {
  database_.begin(postgres::kReading);
  refuse_unfinished(database_);
  connection_.identifier_case = sql::identifier_case(database_);
  database_.rollback();
  sql::require_identifier_case(database_.name(), connection_.identifier_case, options);
}

std::unique_ptr<Transaction> PostgresStore::begin(Access access) {
  require_none_open(connection_);
  if (access == Access::read) {
    database_.begin(postgres::kReading);
  } else {
    postgres::begin_writing(database_, *lease_);
  }
  return std::make_unique<SqlTransaction>(connection_);
}

void PostgresStore::require_writer() {
  require_none_open(connection_);
  postgres::require_lease(database_, *lease_);
}

void PostgresStore::rewrite(const std::function<void()>& on_progress) {
  require_writer();
  database_.connect();
  postgres::vacuum(database_.connection(), on_progress);
}

PostgresReader::PostgresReader(const std::string& url)
    : database_(checked_url(url), shown_url(url)) {
  postgres::require_newest(database_);
}

std::unique_ptr<Transaction> PostgresReader::begin(Access access) {
  if (access == Access::write) throw StoreError(database_.name() + ": is open for reading only");
  require_none_open(connection_);
  database_.begin(postgres::kReading);
  refuse_unfinished(database_);
  connection_.identifier_case = sql::identifier_case(database_);
  return std::make_unique<SqlTransaction>(connection_);
}

}  // namespace roster
