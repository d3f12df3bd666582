#include "users/store/postgres/rows.hpp"

#include "users/store/postgres/engine/migrate.hpp"
#include "users/store/postgres/url.hpp"
#include "users/store/url.hpp"

namespace roster {

PostgresRows::PostgresRows(const std::string& url, copying::Role role)
    : database_(checked_url(url), shown_url(url)), role_(role) {
  if (role == copying::Role::target) {
    lease_ = postgres::take_store(url, database_, {});
  } else {
    postgres::require_newest(database_);
    lease_ = std::make_unique<postgres::Lease>(url, database_.name());
  }
}

void PostgresRows::require_alone() {
  commit();  // ends the reading
  postgres::require_lease(database_, *lease_);
}

void PostgresRows::begin() {
  if (role_ == copying::Role::target) {
    postgres::begin_writing(database_, *lease_);
  } else {
    lease_->require();
    database_.begin(postgres::kReading);
  }
}

}  // namespace roster
