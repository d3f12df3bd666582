#include "users/store/sqlite/transaction.hpp"

#include "users/store/sqlite/documents.hpp"

namespace roster {

SqliteTransaction::SqliteTransaction(SqliteStore& store, Access access)
    : DigestPages(*store.database_),
      SqliteIds(*store.database_, IdentifierCase::sensitive),
      SqliteHistory(*store.database_, change_),
      SqliteUsers(*store.database_, change_, *this, *this, *this),
      SqliteAbsences(*store.database_, change_),
      SqliteHolds(*store.database_),
      SqliteObligations(*store.database_),
      SqliteErasures(*store.database_),
      SqliteJobs(*store.database_),
      store_(store),
      database_(*store.database_),
      change_(database_) {
  if (access == Access::write)
    store_.set_journal(sqlite::has_users(database_) ? "wal" : "truncate");
  database_.execute(access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
  store_.open_ = true;
}

SqliteTransaction::~SqliteTransaction() {
  database_.rollback();
  store_.open_ = false;
}

void SqliteTransaction::commit() {
  end_first_load();
  flush();
  change_.write_created();
  database_.commit();
}

void SqliteTransaction::forget_history_before(Time time) {
  SqliteHistory::forget_history_before(time);
  forget_absences_before(std::chrono::floor<std::chrono::days>(time));
}

}  // namespace roster
