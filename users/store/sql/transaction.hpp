// Sql transaction: a Transaction composed of one class per subject.
#pragma once

#include "users/store/sql/absences.hpp"
#include "users/store/sql/base/change.hpp"
#include "users/store/sql/base/connection.hpp"
#include "users/store/sql/digest_pages.hpp"
#include "users/store/sql/erasures.hpp"
#include "users/store/sql/exports.hpp"
#include "users/store/sql/history.hpp"
#include "users/store/sql/holds.hpp"
#include "users/store/sql/ids.hpp"
#include "users/store/sql/jobs.hpp"
#include "users/store/sql/keys.hpp"
#include "users/store/sql/lists.hpp"
#include "users/store/sql/obligations.hpp"
#include "users/store/sql/users.hpp"
#include "users/store/store.hpp"
#include "users/store/upkeep.hpp"

namespace roster {

class SqlTransaction final : public Transaction,
                             public SizedTransaction,
                             public DigestPages,
                             public SqlIds,
                             public SqlHistory,
                             public SqlLists,
                             public SqlUsers,
                             public SqlAbsences,
                             public SqlHolds,
                             public SqlObligations,
                             public SqlErasures,
                             public SqlJobs,
                             public SqlKeys,
                             public SqlExports {
 public:
  /// The connection must have begun a transaction.
  explicit SqlTransaction(SqlConnection& connection);
  ~SqlTransaction() override;
  void commit() override;
  std::int64_t bytes() override { return connection_.database.bytes(); }
  void forget_history_before(Time time) override;

 private:
  SqlConnection& connection_;
  sql::Change change_;  // the parts keep a reference
};

}  // namespace roster
