#include "users/store/sqlite/transaction.hpp"

namespace roster {

SqliteTransaction::SqliteTransaction(SqliteConnection& connection)
    : DigestPages(connection.database, connection.documents),
      SqliteIds(connection),
      SqliteHistory(connection.database, change_),
      SqliteLists(connection),
      SqliteUsers(connection, change_, *this, *this, *this, *this, *this),
      SqliteAbsences(connection.database, change_),
      SqliteHolds(connection.database),
      SqliteObligations(connection.database, connection.identifier_case),
      SqliteErasures(connection.database),
      SqliteJobs(connection.database),
      SqliteKeys(connection.database),
      SqliteExports(connection.database),
      connection_(connection),
      change_(connection.database) {
  connection_.in_transaction = true;
}

SqliteTransaction::~SqliteTransaction() {
  connection_.database.rollback();
  connection_.in_transaction = false;
}

void SqliteTransaction::commit() {
  end_first_load();
  flush();
  write_counts();
  connection_.documents.write_down();
  change_.write_created();
  connection_.database.commit();
  if (had_first_load()) connection_.after_first_load();
}

void SqliteTransaction::forget_history_before(Time time) {
  SqliteHistory::forget_history_before(time);
  forget_absences_before(std::chrono::floor<std::chrono::days>(time));
}

}  // namespace roster
