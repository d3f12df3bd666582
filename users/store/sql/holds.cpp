#include "users/store/sql/holds.hpp"

#include "users/store/sql/base/columns.hpp"

namespace roster {

using sql::since_epoch;

std::optional<Lock> SqlHolds::lock_of(UserId id) { return std::move(locks_of({&id, 1}).front()); }

std::vector<std::optional<Lock>> SqlHolds::locks_of(std::span<const UserId> ids) {
  std::vector<std::optional<Lock>> locks(ids.size());
  database_.query_each("SELECT holder, until, \"by\" FROM locks WHERE user = ?1", ids,
                       [&](std::size_t i, const sql::Query& row) {
                         locks[i] = {std::string(row.text(0)), sql::time_of(row.integer(1)),
                                     std::string(row.text(2))};
                       });
  return locks;
}

void SqlHolds::set_lock(UserId id, const std::optional<Lock>& lock) {
  if (!lock) {
    database_.run("DELETE FROM locks WHERE user = ?1", id);
    return;
  }
  database_.run(
      "INSERT INTO locks VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user)"
      " DO UPDATE SET holder = excluded.holder, until = excluded.until, \"by\" = excluded.\"by\"",
      id, lock->holder, since_epoch(lock->until), lock->by);
}

std::vector<std::optional<Keep>> SqlHolds::keeps_of(std::span<const UserId> ids) {
  std::vector<std::optional<Keep>> keeps(ids.size());
  database_.query_each("SELECT reason, until, \"by\", at FROM keeps WHERE user = ?1", ids,
                       [&](std::size_t i, const sql::Query& row) {
                         Keep& keep = keeps[i].emplace();
                         keep.reason = row.text(0);
                         if (!row.is_null(1)) keep.until = sql::day_of(row.integer(1));
                         keep.by = row.text(2);
                         keep.at = sql::time_of(row.integer(3));
                       });
  return keeps;
}

std::vector<UserId> SqlHolds::kept_users() {
  std::vector<UserId> users;
  auto query =
      database_.query("SELECT user FROM keeps JOIN users ON id = user ORDER BY primary_key");
  while (query.step()) users.push_back(query.integer(0));
  return users;
}

void SqlHolds::set_keep(UserId id, const std::optional<Keep>& keep) {
  if (!keep) {
    database_.run("DELETE FROM keeps WHERE user = ?1", id);
    return;
  }
  database_.run(
      "INSERT INTO keeps VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user) DO UPDATE"
      " SET reason = excluded.reason, until = excluded.until, by = excluded.by, at = excluded.at",
      id, keep->reason, since_epoch(keep->until), keep->by, since_epoch(keep->at));
}

}  // namespace roster
