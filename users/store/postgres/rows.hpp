// Postgres rows: the tables of a store in a PostgreSQL database, for copies.
#pragma once

#include <memory>
#include <string>

#include "users/store/postgres/engine/database.hpp"
#include "users/store/postgres/engine/lease.hpp"
#include "users/store/sql/rows.hpp"

namespace roster {

class PostgresRows final : public SqlRows {
 public:
  /// Takes the lease, so that nobody writes meanwhile. The tables of a target are made.
  PostgresRows(const std::string& url, copying::Role role);

  const std::string& name() const override { return database_.name(); }
  void require_alone() override;

 private:
  postgres::Database database_;
  std::unique_ptr<postgres::Lease> lease_;
  copying::Role role_;

  sql::Database& database() override { return database_; }
  void begin() override;
};

}  // namespace roster
