#include <stdexcept>
#include <string>

#include "users/store/copy/rows.hpp"
#include "users/store/postgres/rows.hpp"
#include "users/store/sqlite/rows.hpp"
#include "users/store/url.hpp"

namespace roster::copying {

std::unique_ptr<RowStore> open_rows(std::string_view url, Role role) {
  if (const auto path = store_file(url)) return std::make_unique<SqliteRows>(*path, role);
  if (store_kind(url) == StoreKind::server)
    return std::make_unique<PostgresRows>(std::string(url), role);
  throw std::invalid_argument("store '" + shown_url(url) +
                              "': expected sqlite:PATH or postgresql://…");
}

}  // namespace roster::copying
