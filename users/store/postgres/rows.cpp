#include "users/store/postgres/rows.hpp"

#include "users/store/postgres/engine/migrate.hpp"
#include "users/store/url.hpp"

namespace roster {

PostgresRows::PostgresRows(const std::string& url, copying::Role role)
    : database_(url, shown_url(url)), role_(role) {
  if (role == copying::Role::target)
    postgres::migrate(database_, {});
  else
    postgres::require_newest(database_);
  lease_ = std::make_unique<postgres::Lease>(url, database_.name());
}

void PostgresRows::begin() {
  lease_->require();
  if (role_ == copying::Role::target)
    database_.begin(postgres::kWriting, lease_->fence());
  else
    database_.begin(postgres::kReading);
}

}  // namespace roster
