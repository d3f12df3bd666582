#include "users/store/sqlite/holds.hpp"

#include "users/store/sqlite/engine/columns.hpp"

namespace roster {

using sqlite::since_epoch;

std::optional<Lock> SqliteHolds::lock_of(UserId id) {
  auto query = database_.query("SELECT holder, until, \"by\" FROM locks WHERE user = ?1", id);
  if (!query.step()) return std::nullopt;
  return Lock{std::string(query.text(0)), sqlite::time_of(query.integer(1)),
              std::string(query.text(2))};
}

std::vector<std::optional<Lock>> SqliteHolds::locks_of(std::span<const UserId> ids) {
  std::vector<std::optional<Lock>> locks;
  locks.reserve(ids.size());
  for (const UserId id : ids) locks.push_back(lock_of(id));
  return locks;
}

void SqliteHolds::set_lock(UserId id, const std::optional<Lock>& lock) {
  if (!lock) {
    database_.run("DELETE FROM locks WHERE user = ?1", id);
    return;
  }
  database_.run(
      "INSERT INTO locks VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user)"
      " DO UPDATE SET holder = excluded.holder, until = excluded.until, \"by\" = excluded.\"by\"",
      id, lock->holder, since_epoch(lock->until), lock->by);
}

std::optional<Keep> SqliteHolds::keep_of(UserId id) {
  auto query = database_.query("SELECT reason, until, by, at FROM keeps WHERE user = ?1", id);
  if (!query.step()) return std::nullopt;
  Keep keep;
  keep.reason = query.text(0);
  if (!query.is_null(1)) keep.until = sqlite::day_of(query.integer(1));
  keep.by = query.text(2);
  keep.at = sqlite::time_of(query.integer(3));
  return keep;
}

std::vector<std::optional<Keep>> SqliteHolds::keeps_of(std::span<const UserId> ids) {
  std::vector<std::optional<Keep>> keeps;
  keeps.reserve(ids.size());
  for (const UserId id : ids) keeps.push_back(keep_of(id));
  return keeps;
}

std::vector<UserId> SqliteHolds::kept_users() {
  std::vector<UserId> users;
  auto query =
      database_.query("SELECT user FROM keeps JOIN users ON id = user ORDER BY primary_key");
  while (query.step()) users.push_back(query.integer(0));
  return users;
}

void SqliteHolds::set_keep(UserId id, const std::optional<Keep>& keep) {
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
