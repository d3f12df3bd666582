#include "users/store/sql/transaction.hpp"

namespace roster {

SqlTransaction::SqlTransaction(SqlConnection& connection)
    : DigestPages(connection.database, connection.documents),
      SqlIds(connection),
      SqlHistory(connection.database, change_),
      SqlLists(connection),
      SqlUsers(connection, change_, *this, *this, *this, *this, *this),
      SqlAbsences(connection.database, change_),
      SqlHolds(connection.database),
      SqlObligations(connection.database, connection.identifier_case),
      SqlErasures(connection.database),
      SqlJobs(connection.database),
      SqlKeys(connection.database),
      SqlExports(connection.database),
      connection_(connection),
      change_(connection.database) {
  connection_.in_transaction = true;
}

SqlTransaction::~SqlTransaction() {
  connection_.database.rollback();
  connection_.in_transaction = false;
}

void SqlTransaction::commit() {
  end_first_load();
  flush();
  write_counts();
  write_numbers();
  connection_.documents.write_down();
  change_.write_created();
  connection_.database.commit();
  if (had_first_load()) connection_.after_first_load();
}

void SqlTransaction::forget_history_before(Time time) {
  SqlHistory::forget_history_before(time);
  forget_absences_before(std::chrono::floor<std::chrono::days>(time));
}

}  // namespace roster
