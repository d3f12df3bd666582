#include "users/store/sqlite/change.hpp"

#include "users/store/sqlite/engine/columns.hpp"

namespace roster::sqlite {

std::int64_t Change::begin(JobNumber job, Time at, std::string_view what, std::string_view by) {
  write_created();
  first_created_ = 0;
  job_ = job;
  {
    auto query = database_.query(
        "UPDATE counters SET last = last + 1 WHERE name = 'revision' RETURNING last");
    query.step();
    revision_ = query.integer(0);
    query.run();
  }
  database_.run("INSERT INTO changes VALUES (?1, ?2, ?3, ?4, NULL, NULL, ?5)", revision_, job,
                since_epoch(at), what, by);
  return revision_;
}

UserId Change::last_id() {
  if (!last_id_) {
    auto query = database_.query("SELECT last FROM counters WHERE name = 'user'");
    last_id_ = query.step() ? query.integer(0) : 0;
  }
  return *last_id_;
}

UserId Change::next_id() {
  const UserId id = last_id() + 1;
  last_id_ = id;
  if (first_created_ == 0) first_created_ = id;
  return id;
}

void Change::write_created() {
  if (first_created_ == 0) return;
  database_.run("UPDATE counters SET last = ?1 WHERE name = 'user'", last_id());
  database_.run("UPDATE changes SET first_created = ?2, last_created = ?3 WHERE revision = ?1",
                revision_, first_created_, last_id());
}

}  // namespace roster::sqlite
