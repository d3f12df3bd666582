#include "users/store/sql/base/counter.hpp"

namespace roster::sql {

std::int64_t next_number(Database& database, std::string_view counter) {
  Query query =
      database.query("UPDATE counters SET last = last + 1 WHERE name = ?1 RETURNING last", counter);
  query.step();
  const std::int64_t number = query.integer(0);
  query.run();
  return number;
}

std::int64_t Counter::last() {
  if (!last_) {
    Query query = database_.query("SELECT last FROM counters WHERE name = ?1", name_);
    last_ = query.step() ? query.integer(0) : 0;
  }
  return *last_;
}

std::int64_t Counter::next() {
  last_ = last() + 1;
  changed_ = true;
  return *last_;
}

void Counter::write_down() {
  if (!changed_) return;
  database_.run("UPDATE counters SET last = ?2 WHERE name = ?1", name_, last());
  changed_ = false;
}

}  // namespace roster::sql
