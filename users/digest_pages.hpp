// Digest pages: the digests of a SQLite store, 2048 to a row. Changes gather here and are written
// by flush(), which the transaction calls before it commits. Used by users/ only.
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "users/sqlite.hpp"
#include "users/store.hpp"

namespace roster {

class DigestPages {
 public:
  explicit DigestPages(sqlite::Database& database) : database_(database) {}

  /// An empty digest clears.
  void set(UserId id, const Digest& digest);
  /// Calls `visit` for every user that has a digest, in the order of ids.
  void each(const std::function<void(UserId, const Digest&)>& visit);
  void flush();

 private:
  using Page = std::vector<Digest>;

  Page& changed_page(std::int64_t number);

  sqlite::Database& database_;
  std::unordered_map<std::int64_t, Page> changed_;
};

}  // namespace roster
