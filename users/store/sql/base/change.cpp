#include "users/store/sql/base/change.hpp"

#include "users/store/sql/base/columns.hpp"

namespace roster::sql {

std::int64_t Change::begin(JobNumber job, Time at, std::string_view what, std::string_view by) {
  write_created();
  first_created_ = 0;
  job_ = job;
  revision_ = next_number(database_, "revision");
  database_.run("INSERT INTO changes VALUES (?1, ?2, ?3, ?4, NULL, NULL, ?5)", revision_, job,
                since_epoch(at), what, by);
  return revision_;
}

UserId Change::next_id() {
  const UserId id = ids_.next();
  if (first_created_ == 0) first_created_ = id;
  return id;
}

void Change::write_created() {
  if (first_created_ == 0) return;
  ids_.write_down();
  database_.run("UPDATE changes SET first_created = ?2, last_created = ?3 WHERE revision = ?1",
                revision_, first_created_, last_id());
}

}  // namespace roster::sql
