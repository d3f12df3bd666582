// Postgres store: the Store in a PostgreSQL database (schema: schemas/sql).
//
// One process writes, which holds the lease; the others are readers (PostgresReader). A writer's
// transaction is read committed: nobody else changes what it reads. A transaction for reading sees
// one moment.
#pragma once

#include <memory>
#include <string>

#include "users/store/postgres/engine/database.hpp"
#include "users/store/postgres/engine/lease.hpp"
#include "users/store/sql/base/connection.hpp"
#include "users/store/store.hpp"
#include "users/store/upkeep.hpp"

namespace roster {

class PostgresStore final : public Store, public RewritableStore {
 public:
  PostgresStore(const std::string& url, const StoreOptions& options);

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override {}
  std::int64_t fence() const override { return lease_->fence(); }
  void require_writer() override;
  bool is_taken() const override { return lease_->is_lost(); }
  void rewrite(const std::function<void()>& on_progress) override;

 private:
  postgres::Database database_;
  SqlConnection connection_{database_};
  std::unique_ptr<postgres::Lease> lease_;
};

/// Reads next to the writer; never makes or migrates a store.
class PostgresReader final : public Store {
 public:
  explicit PostgresReader(const std::string& url);

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override {}

 private:
  postgres::Database database_;
  SqlConnection connection_{database_};
};

}  // namespace roster
