// Sqlite transaction: a Transaction composed of one class per subject.
#pragma once

#include "users/store/sqlite/absences.hpp"
#include "users/store/sqlite/change.hpp"
#include "users/store/sqlite/digest_pages.hpp"
#include "users/store/sqlite/engine/connection.hpp"
#include "users/store/sqlite/erasures.hpp"
#include "users/store/sqlite/exports.hpp"
#include "users/store/sqlite/history.hpp"
#include "users/store/sqlite/holds.hpp"
#include "users/store/sqlite/ids.hpp"
#include "users/store/sqlite/jobs.hpp"
#include "users/store/sqlite/keys.hpp"
#include "users/store/sqlite/lists.hpp"
#include "users/store/sqlite/obligations.hpp"
#include "users/store/sqlite/users.hpp"
#include "users/store/store.hpp"

namespace roster {

class SqliteTransaction final : public Transaction,
                                public DigestPages,
                                public SqliteIds,
                                public SqliteHistory,
                                public SqliteLists,
                                public SqliteUsers,
                                public SqliteAbsences,
                                public SqliteHolds,
                                public SqliteObligations,
                                public SqliteErasures,
                                public SqliteJobs,
                                public SqliteKeys,
                                public SqliteExports {
 public:
  /// The connection must have begun a transaction.
  explicit SqliteTransaction(SqliteConnection& connection);
  ~SqliteTransaction() override;
  void commit() override;
  void forget_history_before(Time time) override;

 private:
  SqliteConnection& connection_;
  sqlite::Change change_;  // the parts keep a reference
};

}  // namespace roster
