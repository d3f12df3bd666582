// Sqlite transaction: a Transaction made of one class for each subject.
#pragma once

#include "users/store/sqlite/absences.hpp"
#include "users/store/sqlite/change.hpp"
#include "users/store/sqlite/digest_pages.hpp"
#include "users/store/sqlite/erasures.hpp"
#include "users/store/sqlite/history.hpp"
#include "users/store/sqlite/holds.hpp"
#include "users/store/sqlite/ids.hpp"
#include "users/store/sqlite/jobs.hpp"
#include "users/store/sqlite/obligations.hpp"
#include "users/store/sqlite/store.hpp"
#include "users/store/sqlite/users.hpp"

namespace roster {

class SqliteTransaction final : public Transaction,
                                public DigestPages,
                                public SqliteIds,
                                public SqliteHistory,
                                public SqliteUsers,
                                public SqliteAbsences,
                                public SqliteHolds,
                                public SqliteObligations,
                                public SqliteErasures,
                                public SqliteJobs {
 public:
  SqliteTransaction(SqliteStore& store, Access access);
  ~SqliteTransaction() override;
  void commit() override;
  void forget_history_before(Time time) override;

 private:
  SqliteStore& store_;
  sqlite::Database& database_;
  sqlite::Change change_;  // the parts keep a reference
};

}  // namespace roster
