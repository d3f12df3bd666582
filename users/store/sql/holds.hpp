// Sql holds: HoldStore on the tables locks and keeps.
#pragma once

#include "users/store/holds.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster {

class SqlHolds : public virtual HoldStore {
 public:
  explicit SqlHolds(sql::Database& database) : database_(database) {}

  std::optional<Lock> lock_of(UserId id) override;
  std::vector<std::optional<Lock>> locks_of(std::span<const UserId> ids) override;
  void set_lock(UserId id, const std::optional<Lock>& lock) override;

  std::vector<std::optional<Keep>> keeps_of(std::span<const UserId> ids) override;
  std::vector<UserId> kept_users() override;
  void set_keep(UserId id, const std::optional<Keep>& keep) override;

 private:
  sql::Database& database_;
};

}  // namespace roster
